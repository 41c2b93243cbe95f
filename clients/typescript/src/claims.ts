import { JsonNumber, wellFormed, type JsonValue } from "./json.js";
import { seconds } from "./status-list.js";
import type { TokenForm } from "./token.js";

/** How much is known about an identity; each includes the ones before. */
export type Tier = (typeof tiers)[number];

export const tiers = ["issued", "identity_verified", "creator_verified", "business_verified"] as const;

/** What a Passport says, once its signature is known to be good; times in seconds since 1970. */
export interface PassportClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly id: string;
  readonly tier: Tier;
  readonly operator: string;
  readonly surfaces: readonly string[];
  readonly capabilities: readonly string[];
  readonly keyId: string;
  readonly registryUrl: string;
  readonly statusIndex: number;
  readonly statusUri: string;
}

/** Null where a claim is missing or of another type; claims that nobody knows yet are passed over. */
export function readClaims(form: TokenForm): PassportClaims | null {
  const text = (name: string) => wellFormed(form.payload.get(name));
  const [issuer, subject, audience, id, operator, keyId, registryUrl] =
    [text("iss"), text("sub"), text("aud"), text("jti"), text("operator"), text("key_id"), text("registry_url")];
  const [issuedAt, notBefore, expiresAt] = [seconds(form.payload.get("iat")), seconds(form.payload.get("nbf")), seconds(form.payload.get("exp"))];
  const tier = tiers.find(one => one === form.payload.get("tier"));
  const [surfaces, capabilities] = [texts(form.payload.get("surfaces")), texts(form.payload.get("capabilities"))];
  const place = placeOf(form.payload.get("status"));
  if (issuer === null || subject === null || audience === null || id === null || operator === null || keyId === null || registryUrl === null
    || issuedAt === null || notBefore === null || expiresAt === null || !tier || !surfaces || !capabilities || !place || keyId !== form.keyId) return null;
  return {
    issuer, subject, audience, issuedAt, notBefore, expiresAt, id, tier, operator, surfaces, capabilities, keyId, registryUrl,
    statusIndex: place.index, statusUri: place.uri,
  };
}

function texts(value: JsonValue | undefined): string[] | null {
  if (!Array.isArray(value)) return null;
  const read = value.map(wellFormed);
  return read.every(text => text !== null) ? read : null;
}

function placeOf(status: JsonValue | undefined): { index: number; uri: string } | null {
  const list = status instanceof Map ? status.get("status_list") : null;
  if (!(list instanceof Map)) return null;
  const [idx, uri] = [list.get("idx"), wellFormed(list.get("uri"))];
  const index = idx instanceof JsonNumber ? idx.whole(2 ** 31 - 1) : null;
  return index === null || uri === null ? null : { index, uri };
}
