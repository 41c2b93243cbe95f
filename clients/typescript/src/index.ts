import { checkHttp, type Http } from "./http.js";
import { IssuerUrl } from "./issuer.js";
import { RegistryClient } from "./registry-client.js";

export * from "./registry-client.js";
export { RegistryException, type ProblemLike } from "./errors.js";
export { all, type Page } from "./pages.js";
export type { Http } from "./http.js";
export type { AbortSignalLike, FetchLike, RequestLike, ResponseLike } from "./platform.js";
export { parseAddress, type SurfaceAddress } from "./address.js";
export {
  PassportRefused, PassportVerifier, verifyOrThrow,
  type AcceptedPassport, type PassportJudge, type PassportVerdict, type Reason, type RefusedPassport, type VerificationPolicy, type VerifierOptions,
} from "./verifier.js";

/** The registry's API as an interface, for whoever puts a stub in its place. */
export type Registry = { [Operation in keyof RegistryClient]: RegistryClient[Operation] };

/** Who asks, and how. */
export interface ConnectOptions extends Http {
  /** An access token or an API key; sent with every request of this client. */
  readonly bearer?: string;
}

/**
 * The registry's API over the platform's own fetch, or the one that is given.
 * @param registry Where it is reached: `https://registry.example`.
 */
export function connect(registry: string, options: string | ConnectOptions = {}, request?: Http["fetch"]): RegistryClient {
  const { bearer, ...http }: ConnectOptions = typeof options === "string" ? { bearer: options } : options;
  const asked = request ?? http.fetch ?? ((url: string, init?: object) => fetch(url, init));
  return new RegistryClient(new IssuerUrl(registry).canonical, checkHttp({
    ...http,
    fetch: (url, init) => asked(url, bearer === undefined ? init : { ...init, headers: { ...init?.headers, Authorization: `Bearer ${bearer}` } }),
  }));
}
