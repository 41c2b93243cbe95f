import { RegistryClient } from "./registry-client.js";

export * from "./registry-client.js";
export { parseAddress, type SurfaceAddress } from "./address.js";
export { PassportVerifier, type PassportVerdict, type Reason, type VerificationPolicy, type VerifierOptions } from "./verifier.js";

/**
 * The registry's API over the platform's own fetch.
 * @param registry Where it is reached: `https://registry.example`.
 * @param bearer An access token or an API key; sent with every request of this client.
 */
export function connect(registry: string, bearer?: string, request: typeof fetch = fetch): RegistryClient {
  return new RegistryClient(registry.replace(/\/+$/, ""), {
    fetch: (url, init) => request(url, bearer === undefined ? init : { ...init, headers: { ...init?.headers, Authorization: `Bearer ${bearer}` } }),
  });
}
