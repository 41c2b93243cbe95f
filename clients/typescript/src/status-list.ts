import { decodeBase64Url } from "./base64url.js";
import { JsonNumber, wellFormed, type JsonObject, type JsonValue } from "./json.js";
import type { IssuerUrl } from "./issuer.js";
import type { KeySet } from "./key-set.js";
import { isSignedBy, readToken } from "./token.js";

const bits = 2;
const placesInByte = 8 / bits;
/** 131,072 places of two bits: no list is longer, so no answer can blow up in memory. */
const maxBytes = 131_072 / placesInByte;
const skew = 60;
export const lastSecond = 253_402_300_799;

/** One status list (IETF Token Status List, `statuslist+jwt`, two bits a place) under a good signature of the registry's. */
export class StatusList {
  constructor(
    /** The key that signed it: once that key is gone, the list is worth nothing. */
    readonly keyId: string,
    /** Seconds since 1970. */
    readonly issuedAt: number,
    /** Seconds that a verifier may keep it. */
    readonly timeToLive: number | null,
    private readonly places: Uint8Array,
  ) {}

  /** 0 valid, 1 revoked, 2 suspended; 3 for a value or place without meaning. */
  statusAt(index: number): number {
    const byte = this.places[Math.floor(index / placesInByte)];
    return byte === undefined ? 3 : (byte >> ((index % placesInByte) * bits)) & 3;
  }
}

/** The `kid` that a list names, null for what is no list: to see whether the keys at hand will do. */
export function keyIdOfList(token: string): string | null {
  const form = readToken(token, "statuslist+jwt");
  return typeof form === "string" ? null : form.keyId;
}

/**
 * Null for anything but a list of that address under a key of `keys`.
 * @param now Seconds since 1970.
 */
export async function readStatusList(token: string, uri: string, issuer: IssuerUrl, keys: KeySet, now: number): Promise<StatusList | null> {
  const form = readToken(token, "statuslist+jwt");
  if (typeof form === "string" || form.keyId === null) return null;
  const key = keys.get(form.keyId);
  if (!key || !(await isSignedBy(form, key))) return null;
  const claims = form.payload;
  const named = claims.has("iss") ? wellFormed(claims.get("iss")) : undefined;
  if (named === null || (named !== undefined && !issuer.isNamedBy(named))) return null;
  if (claims.get("sub") !== uri) return null;
  const [issuedAt, expiresAt, timeToLive] = [seconds(claims.get("iat")), seconds(claims.get("exp")), seconds(claims.get("ttl"))];
  if (issuedAt === null || issuedAt > now + skew) return null;
  if (claims.has("exp") && (expiresAt === null || now >= expiresAt)) return null;
  if (claims.has("ttl") && (timeToLive === null || timeToLive === 0)) return null;
  const list = claims.get("status_list");
  const places = list instanceof Map ? await placesOf(list) : null;
  return places && new StatusList(form.keyId, issuedAt, timeToLive, places);
}

/** Null unless it is a number of whole seconds since 1970, up to the year 9999. */
export function seconds(value: JsonValue | undefined): number | null {
  return value instanceof JsonNumber ? value.whole(lastSecond) : null;
}

async function placesOf(list: JsonObject): Promise<Uint8Array | null> {
  const [width, text] = [list.get("bits"), wellFormed(list.get("lst"))];
  if (!(width instanceof JsonNumber) || width.whole(bits) !== bits || text === null) return null;
  const zlib = decodeBase64Url(text);
  return zlib && inflate(zlib);
}

async function inflate(zlib: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  const places = new Uint8Array(maxBytes);
  let length = 0;
  try {
    const reader = new Blob([zlib]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (length + value.length > maxBytes) {
        await reader.cancel();
        return null;
      }

      places.set(value, length);
      length += value.length;
    }
  } catch {
    return null;
  }

  // Platforms differ on what is cut off or goes on after its end: the checksum at the end (RFC 1950) says that this is all.
  const checksum = zlib.length < 6 ? -1 : new DataView(zlib.buffer, zlib.byteOffset + zlib.length - 4).getUint32(0);
  return length === 0 || checksum !== adler32(places.subarray(0, length)) ? null : places.subarray(0, length);
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const one of bytes) {
    a = (a + one) % 65_521;
    b = (b + a) % 65_521;
  }

  return b * 65_536 + a;
}
