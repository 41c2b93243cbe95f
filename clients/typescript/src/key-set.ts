import { decodeBase64Url } from "./base64url.js";
import { readJsonObject } from "./json.js";

/** The registry's public keys (RFC 7517, OKP/Ed25519 of RFC 8037), by `kid`. */
export type KeySet = ReadonlyMap<string, CryptoKey>;

/** Null for what is broken, and for a set without a key that can be used; keys of other kinds are passed over. */
export async function readKeySet(jwks: Uint8Array): Promise<KeySet | null> {
  const listed = readJsonObject(jwks)?.get("keys");
  if (!Array.isArray(listed)) return null;
  const keys = new Map<string, CryptoKey>();
  for (const jwk of listed) {
    if (!(jwk instanceof Map)) return null;
    const [kid, x, use, alg] = [jwk.get("kid"), jwk.get("x"), jwk.get("use") ?? "sig", jwk.get("alg") ?? "EdDSA"];
    if (jwk.get("kty") !== "OKP" || jwk.get("crv") !== "Ed25519" || use !== "sig" || (alg !== "EdDSA" && alg !== "Ed25519")) continue;
    const bytes = typeof x === "string" ? decodeBase64Url(x) : null;
    if (typeof kid !== "string" || kid === "" || bytes?.length !== 32) continue;
    if (keys.has(kid)) return null;
    keys.set(kid, await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]));
  }

  return keys.size === 0 ? null : keys;
}
