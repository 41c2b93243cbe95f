import { decodeBase64Url } from "./base64url.js";
import { readJsonObject, wellFormed, type JsonObject } from "./json.js";

/** A public key as the platform's own cryptography keeps it (a CryptoKey, by a shape that needs no DOM's types). */
export interface VerifyingKey {
  readonly type: string;
}

/** The registry's public keys (RFC 7517, OKP/Ed25519 of RFC 8037), by `kid`. */
export type KeySet = ReadonlyMap<string, VerifyingKey>;

/** Null for what is broken or has one name twice, and for a set without a key that can be used; what is none is passed over. */
export async function readKeySet(jwks: Uint8Array): Promise<KeySet | null> {
  const listed = readJsonObject(jwks)?.get("keys");
  if (!Array.isArray(listed)) return null;
  const keys = new Map<string, VerifyingKey>();
  for (const jwk of listed) {
    const read = jwk instanceof Map ? await readKey(jwk) : null;
    if (!read) continue;
    if (keys.has(read.kid)) return null;
    keys.set(read.kid, read.key);
  }

  return keys.size === 0 ? null : keys;
}

async function readKey(jwk: JsonObject): Promise<{ kid: string; key: VerifyingKey } | null> {
  const [kid, x, use, alg] = [wellFormed(jwk.get("kid")), wellFormed(jwk.get("x")), jwk.get("use") ?? "sig", jwk.get("alg") ?? "EdDSA"];
  if (jwk.get("kty") !== "OKP" || jwk.get("crv") !== "Ed25519" || use !== "sig" || (alg !== "EdDSA" && alg !== "Ed25519")) return null;
  const bytes = x === null ? null : decodeBase64Url(x);
  if (kid === null || kid === "" || bytes?.length !== 32) return null;
  try {
    return { kid, key: await importKey(bytes) };
  } catch {
    // A platform may refuse what is no point of the curve.
    return null;
  }
}

function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<VerifyingKey> {
  return crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
}
