/** The address of a place where an agent is met: `wa:+447700900123`, `wa:@acmesupport`. */
export interface SurfaceAddress {
  /** The one spelling that the registry shows and signs. */
  readonly canonical: string;
  /** The spelling that two addresses of one subscriber share; to compare, never to show. */
  readonly folded: string;
}

// WhatsApp refuses names that look like a web address.
const domainLike = [".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".html", ".io", ".ai"];

/**
 * Accepts canonical text, with scheme and username in any ASCII case; nothing is repaired. Null for what is no address. An address of a
 * scheme that this version does not know is taken as it is written, and is equal to itself alone.
 */
export function parseAddress(text: string): SurfaceAddress | null {
  const other = /^([A-Za-z][A-Za-z0-9+.-]{0,31}):([!-~]+)$/.exec(text);
  if (other && text.length <= 512 && other[1]!.toLowerCase() !== "wa") {
    const address = `${other[1]!.toLowerCase()}:${other[2]!}`;
    return { canonical: address, folded: address };
  }
  const phone = /^[wW][aA]:\+([1-9][0-9]{6,14})$/.exec(text)?.[1];
  if (phone !== undefined) return { canonical: `wa:+${phone}`, folded: `wa:+${fold(phone)}` };
  // Only ASCII is put into lower case: a character that merely looks like a letter is refused.
  const name = /^[wW][aA]:@([A-Za-z0-9._]{3,35})$/.exec(text)?.[1]?.toLowerCase();
  if (name === undefined || !/[a-z]/.test(name) || name.startsWith(".") || name.endsWith(".") || name.includes("..") || name.startsWith("www")
    || domainLike.some(ending => name.endsWith(ending))) return null;
  return { canonical: `wa:@${name}`, folded: `wa:@${name}` };
}

// Brazil's mobiles with and without the ninth digit, Mexico's old 1 after the country code: one subscriber each.
function fold(digits: string): string {
  if (/^55[0-9]{2}9[6-9][0-9]{7}$/.test(digits)) return digits.slice(0, 4) + digits.slice(5);
  return /^521[0-9]{10}$/.test(digits) ? `52${digits.slice(3)}` : digits;
}
