import { decodeBase64Url } from "./base64url.js";
import type { VerifyingKey } from "./key-set.js";
import { readJsonObject, wellFormed, type JsonObject } from "./json.js";

/** The form of a JWS compact (RFC 7515), read so strictly that it can be written in one way only; nothing of it is believed yet. */
export interface TokenForm {
  /** Null where the header names none. */
  readonly keyId: string | null;
  readonly payload: JsonObject;
  /** The bytes that are signed: header, dot, payload, as they came. */
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** @param type The `typ` that the header must have. */
export function readToken(token: string, type: string): TokenForm | "malformed" | "unsupported_algorithm" {
  const [first, second, third, ...more] = token.split(".");
  if (first === undefined || second === undefined || third === undefined || more.length > 0) return "malformed";
  const [headerBytes, payloadBytes, signature] = [decodeBase64Url(first), decodeBase64Url(second), decodeBase64Url(third)];
  if (!headerBytes || !payloadBytes || !signature) return "malformed";
  const [header, payload] = [readJsonObject(headerBytes), readJsonObject(payloadBytes)];
  if (!header || !payload) return "malformed";
  // No extension is understood, so none may be critical; b64 (RFC 7797) is one that must be.
  if (header.has("crit") || header.has("b64")) return "malformed";
  const algorithm = wellFormed(header.get("alg"));
  const keyId = header.has("kid") ? wellFormed(header.get("kid")) : null;
  if (header.get("typ") !== type || algorithm === null || (header.has("kid") && keyId === null)) return "malformed";
  // RFC 8037's name, and the fully specified one of RFC 9864.
  if (algorithm !== "EdDSA" && algorithm !== "Ed25519") return "unsupported_algorithm";
  return { keyId, payload, signed: new TextEncoder().encode(`${first}.${second}`), signature };
}

export async function isSignedBy(form: TokenForm, key: VerifyingKey): Promise<boolean> {
  return form.signature.length === 64 && (await crypto.subtle.verify("Ed25519", key as CryptoKey, form.signature, form.signed));
}
