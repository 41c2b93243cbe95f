import { parseAddress, type SurfaceAddress } from "./address.js";
import { readClaims, tiers, type PassportClaims, type Tier } from "./claims.js";
import type { Moment } from "./clock.js";
import { IssuerUrl } from "./issuer.js";
import { RegistryKnowledge } from "./knowledge.js";
import { ageOf, type Kept, type Learnt } from "./kept.js";
import type { FetchLike } from "./platform.js";
import { checkPolicy, type CheckedPolicy, type VerificationPolicy } from "./policy.js";
import type { KeySet } from "./key-set.js";
import type { StatusList } from "./status-list.js";
import { isSignedBy, readToken } from "./token.js";

export type { Tier } from "./claims.js";
export type { VerificationPolicy } from "./policy.js";

const maxLength = 8192;
const skew = 60;

/** Why a Passport is not accepted, in order of precedence. The words are the registry's own but for the last four, which only a verifier offline has. */
export type Reason =
  | "too_large" | "malformed" | "unsupported_algorithm" | "unknown_key" | "bad_signature" | "wrong_issuer" | "wrong_audience"
  | "not_yet_valid" | "expired" | "revoked" | "identity_suspended" | "surface_mismatch"
  | "keys_unknown" | "status_unknown" | "tier_too_low" | "proof_too_old";

interface Judged {
  /** Whether the Passport names the policy's surface; null where none was asked for. */
  readonly surfaceMatch: boolean | null;
  /** True for `aii_demo`, the registry's reference identity, which stands for nobody. */
  readonly isDemo: boolean;
  /** When this was judged. */
  readonly asOf: Date;
}

interface Known {
  readonly identity: string;
  readonly passportId: string;
  readonly keyId: string;
  readonly tier: Tier;
  /** Its display is null where the operator is anonymous. */
  readonly operator: { readonly display: string | null; readonly anonymous: boolean; readonly verified: boolean };
  readonly surfaces: readonly string[];
  readonly capabilities: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly registryUrl: string;
  /** How old the registry's keys were then; null where none were needed or known. */
  readonly keysAgeSeconds: number;
  /** How old the registry's word about revocations was then; null where it was not needed or known. */
  readonly statusAgeSeconds: number;
}

/** A Passport that is genuine, still good, and all that the policy asks for. */
export interface AcceptedPassport extends Judged, Known {
  readonly valid: true;
  readonly reason: null;
  readonly cause: null;
}

/** A Passport that is not accepted. */
export interface RefusedPassport extends Judged, Readonly<{ [Member in keyof Known]: Known[Member] | null }> {
  readonly valid: false;
  readonly reason: Reason;
  /** What stands in the way of `keys_unknown` and `status_unknown`, for whoever runs the verifier; else null. */
  readonly cause: Error | null;
}

/** Nothing of the token is repeated before its signature is known to be good; from there on tier, operator and surfaces are the token's. */
export type PassportVerdict = AcceptedPassport | RefusedPassport;

/** Judges Passports; a `PassportVerifier` does it offline, a test's own as the test says. */
export interface PassportJudge {
  verify(token: string, policy?: VerificationPolicy): Promise<PassportVerdict>;
}

/** A Passport was not accepted; `verdict` says why. */
export class PassportRefused extends Error {
  override readonly name = "PassportRefused";

  constructor(readonly verdict: RefusedPassport) {
    super(`The Passport is not accepted: ${verdict.reason}${verdict.cause ? ` (${verdict.cause.message})` : ""}.`, verdict.cause ? { cause: verdict.cause } : undefined);
  }
}

/** Judges a Passport, and rejects with a `PassportRefused` where it is not valid. */
export async function verifyOrThrow(judge: PassportJudge, token: string, policy?: VerificationPolicy): Promise<AcceptedPassport> {
  const verdict = await judge.verify(token, policy);
  if (!verdict.valid) throw new PassportRefused(verdict);
  return verdict;
}

export interface VerifierOptions {
  /** Where the registry is reached. */
  readonly registry: string;
  /** The registry's public base URL as its Passports name it, where that is not its address. */
  readonly issuer?: string;
  /** Takes the place of the platform's own. */
  readonly fetch?: FetchLike;
  /** Takes the place of the system's clock. */
  readonly now?: () => Date;
  /** Takes the place of the platform's monotonic clock: milliseconds from any instant on. Where only `now` is given, it counts by that. */
  readonly elapsed?: () => number;
  /** Is told why the registry's keys or a status list cannot be had. */
  readonly onFailure?: (what: "keys" | "status_list", problem: Error) => void;
}

/**
 * Judges Passports on this machine: the registry is asked for its keys and status lists, never about a Passport, so it does not learn
 * who meets whom. What it published is kept as long as it says; with the registry out of reach verification goes on within the policy's ages.
 */
export class PassportVerifier implements PassportJudge {
  private readonly knowledge: RegistryKnowledge;
  private readonly issuer: IssuerUrl;
  private readonly now: () => Moment;

  /** Throws a TypeError where the registry's address or issuer is no absolute http or https URL. */
  constructor(options: VerifierOptions) {
    this.issuer = new IssuerUrl(options.issuer ?? options.registry);
    this.now = clockOf(options);
    this.knowledge = new RegistryKnowledge(
      new IssuerUrl(options.registry).canonical, this.issuer, options.fetch ?? ((input, init) => fetch(input, init as RequestInit)), this.now, options.onFailure ?? (() => {}));
  }

  /** Never rejects for what the token is, nor for a registry out of reach: both are verdicts. Rejects for a policy that is none. */
  async verify(token: string, policy: VerificationPolicy = {}): Promise<PassportVerdict> {
    if (typeof token !== "string") throw new TypeError("A Passport is a text.");
    const asked = checkPolicy(policy);
    const met = asked.expectedSurface;
    if (token.length > maxLength) return this.refused("too_large");
    const form = readToken(token, "JWT");
    if (typeof form === "string") return this.refused(form);

    await this.knowledge.keys.refresh(this.knowledge.keys.current !== null);
    if (!this.keysAtHand(asked)) return this.keysUnknown();
    const find = () => (form.keyId === null ? undefined : this.knowledge.keys.current?.value.get(form.keyId));
    if (!find() && this.knowledge.mayAskForStranger()) await this.knowledge.keys.fetch();
    const [keys, key] = [this.keysAtHand(asked), find()];
    if (!keys) return this.keysUnknown();
    if (!key) return this.refused("unknown_key", keys);
    if (!(await isSignedBy(form, key))) return this.refused("bad_signature", keys);
    const claims = readClaims(form);
    return claims ? this.judge(claims, asked, met, keys) : this.refused("malformed", keys);
  }

  private async judge(claims: PassportClaims, policy: CheckedPolicy, met: SurfaceAddress | null, keys: Learnt<KeySet>): Promise<PassportVerdict> {
    let reason = this.ofClaims(claims);
    let status: Learnt<StatusList> | null = null;
    let list: Kept<StatusList> | null = null;
    if (!reason) {
      list = this.knowledge.list(claims.statusUri);
      const usable = () => (list?.current && this.knowledge.keys.current?.value.has(list.current.value.keyId) ? list.current : null);
      await list?.refresh(usable() !== null);
      status = usable();
      // Asking may have taken a while.
      reason = this.ofClaims(claims) ?? this.ofStatus(status, claims.statusIndex, policy);
    }

    const now = this.now().wall;
    const match = met && claims.surfaces.some(surface => parseAddress(surface)?.folded === met.folded);
    if (!reason && match === false) reason = "surface_mismatch";
    if (!reason && tiers.indexOf(claims.tier) < tiers.indexOf(policy.minimumTier)) reason = "tier_too_low";
    if (!reason && policy.maximumProofAgeSeconds !== null && now / 1000 - claims.issuedAt > policy.maximumProofAgeSeconds) reason = "proof_too_old";
    const anonymous = claims.operator === "anon";
    const known = {
      identity: claims.subject,
      passportId: claims.id,
      keyId: claims.keyId,
      tier: claims.tier,
      operator: { display: anonymous ? null : claims.operator, anonymous, verified: tiers.indexOf(claims.tier) >= tiers.indexOf("creator_verified") },
      surfaces: claims.surfaces,
      capabilities: claims.capabilities,
      issuedAt: new Date(claims.issuedAt * 1000),
      expiresAt: new Date(claims.expiresAt * 1000),
      registryUrl: claims.registryUrl,
    };
    const judged = { surfaceMatch: match, isDemo: claims.subject === "aii_demo", asOf: new Date(now) };
    const [keysAgeSeconds, statusAgeSeconds] = [this.ageOf(keys), this.ageOf(status)];
    if (!reason && keysAgeSeconds !== null && statusAgeSeconds !== null) return { valid: true, reason: null, cause: null, ...judged, ...known, keysAgeSeconds, statusAgeSeconds };
    const cause = reason === "status_unknown" ? causeOf(list, "the Passport's status list is not at the registry's address") : null;
    return { valid: false, reason: reason ?? "status_unknown", cause, ...judged, ...known, keysAgeSeconds, statusAgeSeconds };
  }

  private ofClaims(claims: PassportClaims): Reason | null {
    const now = this.now().wall / 1000;
    if (!this.issuer.isNamedBy(claims.issuer)) return "wrong_issuer";
    if (claims.audience !== "verifier") return "wrong_audience";
    if (claims.issuedAt > now + skew || claims.notBefore > now + skew) return "not_yet_valid";
    return now >= claims.expiresAt ? "expired" : null;
  }

  // A revocation is for good, however old the list that says so.
  private ofStatus(status: Learnt<StatusList> | null, index: number, policy: CheckedPolicy): Reason | null {
    const place = status ? status.value.statusAt(index) : 3;
    if (place === 1) return "revoked";
    if (place === 3 || !(this.ageOf(status)! <= policy.failClosedWhenStatusIsOlderThanSeconds)) return "status_unknown";
    return place === 2 ? "identity_suspended" : null;
  }

  private keysAtHand(policy: CheckedPolicy): Learnt<KeySet> | null {
    const keys = this.knowledge.keys.current;
    return keys && this.ageOf(keys)! <= policy.failClosedWhenKeysAreOlderThanSeconds ? keys : null;
  }

  private ageOf(learnt: Learnt<unknown> | null): number | null {
    return learnt && ageOf(learnt, this.now()) / 1000;
  }

  private keysUnknown(): RefusedPassport {
    return { ...this.refused("keys_unknown", this.knowledge.keys.current), cause: causeOf(this.knowledge.keys, "") };
  }

  private refused(reason: Reason, keys: Learnt<KeySet> | null = null): RefusedPassport {
    return {
      valid: false, reason, cause: null, identity: null, passportId: null, keyId: null, tier: null, operator: null, surfaces: null, capabilities: null,
      surfaceMatch: null, issuedAt: null, expiresAt: null, registryUrl: null, isDemo: false,
      asOf: new Date(this.now().wall), keysAgeSeconds: this.ageOf(keys), statusAgeSeconds: null,
    };
  }
}

function causeOf(kept: Kept<unknown> | null, elsewhere: string): Error {
  if (!kept) return new Error(elsewhere);
  return kept.failure ?? new Error(kept.current ? "what is at hand is older than the policy allows" : "nothing that can be used is at hand");
}

function clockOf(options: VerifierOptions): () => Moment {
  const wall = options.now ? () => options.now!().getTime() : Date.now;
  const elapsed = options.elapsed ?? (options.now ? wall : () => performance.now());
  return () => {
    const moment = { wall: wall(), elapsed: elapsed() };
    // Compared with what is no number, nothing is ever too old.
    if (!Number.isFinite(moment.wall) || !Number.isFinite(moment.elapsed)) throw new TypeError("The clock gives no instant.");
    return moment;
  };
}
