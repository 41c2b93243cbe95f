import { parseAddress, type SurfaceAddress } from "./address.js";
import { tiers, type Tier } from "./claims.js";

/** What a verifier asks of a Passport beyond that it is genuine and good, and how old its own knowledge may be. */
export interface VerificationPolicy {
  /** Where the Passport was met: a Passport is public and can be copied, so say it wherever it is known. What is no address throws a TypeError. */
  readonly expectedSurface?: string | null;
  /** The least that must be known about the identity. */
  readonly minimumTier?: Tier;
  /** How long ago the Passport may have been issued; null: as long as it has not expired. */
  readonly maximumProofAgeSeconds?: number | null;
  /** Past this age of the status list no Passport is accepted; an hour where not set. */
  readonly failClosedWhenStatusIsOlderThanSeconds?: number;
  /** Past this age of the key set no Passport is accepted; an hour where not set. */
  readonly failClosedWhenKeysAreOlderThanSeconds?: number;
}

/** A policy whose every value is one that it can have. */
export interface CheckedPolicy {
  readonly expectedSurface: SurfaceAddress | null;
  readonly minimumTier: Tier;
  readonly maximumProofAgeSeconds: number | null;
  readonly failClosedWhenStatusIsOlderThanSeconds: number;
  readonly failClosedWhenKeysAreOlderThanSeconds: number;
}

const hour = 3600;
const names: readonly string[] = [
  "expectedSurface", "minimumTier", "maximumProofAgeSeconds", "failClosedWhenStatusIsOlderThanSeconds", "failClosedWhenKeysAreOlderThanSeconds",
] satisfies (keyof VerificationPolicy)[];

/** Throws a TypeError or RangeError for what is no policy: a word that nobody knows must not ask for nothing. */
export function checkPolicy(policy: VerificationPolicy): CheckedPolicy {
  if (typeof policy !== "object" || policy === null) throw new TypeError("A policy is an object.");
  for (const name in policy) if (!names.includes(name)) throw new TypeError(`A policy has no ${JSON.stringify(name)}.`);
  return {
    expectedSurface: surfaceOf(policy.expectedSurface),
    minimumTier: tierOf(policy.minimumTier),
    maximumProofAgeSeconds: policy.maximumProofAgeSeconds === null ? null : ageOf("maximumProofAgeSeconds", policy.maximumProofAgeSeconds, null),
    failClosedWhenStatusIsOlderThanSeconds: ageOf("failClosedWhenStatusIsOlderThanSeconds", policy.failClosedWhenStatusIsOlderThanSeconds, hour),
    failClosedWhenKeysAreOlderThanSeconds: ageOf("failClosedWhenKeysAreOlderThanSeconds", policy.failClosedWhenKeysAreOlderThanSeconds, hour),
  };
}

function surfaceOf(surface: string | null | undefined): SurfaceAddress | null {
  if (surface === null || surface === undefined) return null;
  const address = typeof surface === "string" ? parseAddress(surface) : null;
  if (!address) throw new TypeError("Not a surface address: write wa:+ and 7 to 15 digits, or wa:@ and a username.");
  return address;
}

function tierOf(tier: Tier | undefined): Tier {
  const known = tier === undefined ? "issued" : tiers.find(one => one === tier);
  if (known === undefined) throw new TypeError(`minimumTier is one of ${tiers.join(", ")}.`);
  return known;
}

function ageOf<T>(name: string, seconds: number | undefined, absent: T): number | T {
  if (seconds === undefined) return absent;
  if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) throw new RangeError(`${name} is a number of seconds, zero or more.`);
  return seconds;
}
