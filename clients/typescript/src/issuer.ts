/**
 * What Passports call the registry. It may be given as any spelling of one URL: scheme and host in any case, the scheme's own port said or
 * not, slashes at its end. A Passport names it as it was given or in the canonical spelling, the scheme in any case; no other.
 */
export class IssuerUrl {
  readonly canonical: string;
  private readonly given: string;

  /** Throws a TypeError for what is no absolute http or https URL, or has a user, a query or a fragment. */
  constructor(issuer: string) {
    const canonical = typeof issuer === "string" ? canonicalize(issuer) : null;
    if (canonical === null) throw new TypeError("The registry's address and issuer are absolute http or https URLs without user, query and fragment: https://registry.example.");
    this.canonical = canonical;
    this.given = lowerScheme(issuer.replace(/\/+$/, ""));
  }

  isNamedBy(text: string): boolean {
    const named = lowerScheme(text);
    return named === this.canonical || named === this.given;
  }

  /** What follows the issuer and a slash in an address; null where the address is not below it. */
  pathBelow(address: string): string | null {
    const lower = lowerScheme(address);
    for (const home of [this.canonical, this.given]) if (lower.startsWith(`${home}/`)) return lower.slice(home.length + 1);
    return null;
  }
}

function lowerScheme(url: string): string {
  return url.replace(/^https?:\/\//i, scheme => scheme.toLowerCase());
}

function canonicalize(url: string): string | null {
  const parts = /^(https?:\/\/)([^/]+)(.*)$/s.exec(lowerScheme(url).replace(/\/+$/, ""));
  if (!parts || !isUrl(url)) return null;
  const [scheme, host, path] = [parts[1]!, parts[2]!, parts[3]!];
  if (/[?#\\@ \u0000-\u001f]/.test(host + path)) return null;
  const port = scheme === "https://" ? ":443" : ":80";
  // ASCII only: another script's capital is another name.
  const name = host.replace(/[A-Z]/g, letter => letter.toLowerCase());
  const bare = name.endsWith(port) ? name.slice(0, -port.length) : name;
  return bare === "" ? null : `${scheme}${bare}${path}`;
}

function isUrl(text: string): boolean {
  try {
    new URL(text);
    return true;
  } catch {
    return false;
  }
}
