import { parseAddress, type SurfaceAddress } from "./address.js";
import { readClaims, tiers, type PassportClaims, type Tier } from "./claims.js";
import { RegistryKnowledge } from "./knowledge.js";
import type { Learnt } from "./kept.js";
import type { KeySet } from "./key-set.js";
import type { StatusList } from "./status-list.js";
import { isSignedBy, readToken } from "./token.js";

export type { Tier } from "./claims.js";

const maxLength = 8192;
const skew = 60;
const hour = 3600;

/** Why a Passport is not accepted, in order of precedence. The words are the registry's own but for the last four, which only a verifier offline has. */
export type Reason =
  | "too_large" | "malformed" | "unsupported_algorithm" | "unknown_key" | "bad_signature" | "wrong_issuer" | "wrong_audience"
  | "not_yet_valid" | "expired" | "revoked" | "identity_suspended" | "surface_mismatch"
  | "keys_unknown" | "status_unknown" | "tier_too_low" | "proof_too_old";

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

/** Nothing of the token is repeated before its signature is known to be good; from there on tier, operator and surfaces are the token's. */
export interface PassportVerdict {
  readonly valid: boolean;
  /** Null where it is valid. */
  readonly reason: Reason | null;
  readonly identity: string | null;
  readonly passportId: string | null;
  readonly keyId: string | null;
  readonly tier: Tier | null;
  /** Its display is null where the operator is anonymous. */
  readonly operator: { readonly display: string | null; readonly anonymous: boolean; readonly verified: boolean } | null;
  readonly surfaces: readonly string[] | null;
  readonly capabilities: readonly string[] | null;
  /** Whether the Passport names the policy's surface; null where none was asked for. */
  readonly surfaceMatch: boolean | null;
  readonly issuedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly registryUrl: string | null;
  /** True for `aii_demo`, the registry's reference identity, which stands for nobody. */
  readonly isDemo: boolean;
  /** When this was judged. */
  readonly asOf: Date;
  /** How old the registry's keys were then; null where none were needed or known. */
  readonly keysAgeSeconds: number | null;
  /** How old the registry's word about revocations was then; null where it was not needed or known. */
  readonly statusAgeSeconds: number | null;
}

export interface VerifierOptions {
  /** Where the registry is reached. */
  readonly registry: string;
  /** The registry's public base URL as its Passports name it, where that is not its address. */
  readonly issuer?: string;
  /** Takes the place of the platform's own. */
  readonly fetch?: typeof fetch;
  /** Takes the place of the system's clock. */
  readonly now?: () => Date;
}

/**
 * Judges Passports on this machine: the registry is asked for its keys and status lists, never about a Passport, so it does not learn
 * who meets whom. What it published is kept as long as it says; with the registry out of reach verification goes on within the policy's ages.
 */
export class PassportVerifier {
  private readonly knowledge: RegistryKnowledge;
  private readonly issuer: string;
  private readonly now: () => number;

  constructor(options: VerifierOptions) {
    const registry = options.registry.replace(/\/+$/, "");
    this.issuer = (options.issuer ?? registry).replace(/\/+$/, "");
    this.now = options.now ? () => options.now!().getTime() : Date.now;
    this.knowledge = new RegistryKnowledge(registry, this.issuer, options.fetch ?? ((input, init) => fetch(input, init)), this.now);
  }

  /** Never rejects for what the token is, nor for a registry out of reach: both are verdicts. */
  async verify(token: string, policy: VerificationPolicy = {}): Promise<PassportVerdict> {
    const met = policy.expectedSurface == null ? null : parseAddress(policy.expectedSurface);
    if (policy.expectedSurface != null && !met) throw new TypeError("Not a surface address: write wa:+ and 7 to 15 digits, or wa:@ and a username.");
    if (token.length > maxLength) return this.refused("too_large");
    const form = readToken(token, "JWT");
    if (typeof form === "string") return this.refused(form);

    await this.knowledge.keys.refresh(this.knowledge.keys.current !== null);
    if (!this.keysAtHand(policy)) return this.refused("keys_unknown", this.knowledge.keys.current);
    const find = () => (form.keyId === null ? undefined : this.knowledge.keys.current?.value.get(form.keyId));
    if (!find() && this.knowledge.mayAskForStranger()) await this.knowledge.keys.fetch();
    const [keys, key] = [this.keysAtHand(policy), find()];
    if (!keys || !key) return this.refused(keys ? "unknown_key" : "keys_unknown", this.knowledge.keys.current);
    if (!(await isSignedBy(form, key))) return this.refused("bad_signature", keys);
    const claims = readClaims(form);
    return claims ? this.judge(claims, policy, met, keys) : this.refused("malformed", keys);
  }

  private async judge(claims: PassportClaims, policy: VerificationPolicy, met: SurfaceAddress | null, keys: Learnt<KeySet>): Promise<PassportVerdict> {
    let reason = this.ofClaims(claims);
    let status: Learnt<StatusList> | null = null;
    if (!reason) {
      const list = this.knowledge.list(claims.statusUri);
      const usable = () => (list?.current && this.knowledge.keys.current?.value.has(list.current.value.keyId) ? list.current : null);
      await list?.refresh(usable() !== null);
      status = usable();
      // Asking may have taken a while.
      reason = this.ofClaims(claims) ?? this.ofStatus(status, claims.statusIndex, policy);
    }

    const now = this.now();
    const match = met && claims.surfaces.some(surface => parseAddress(surface)?.folded === met.folded);
    if (!reason && match === false) reason = "surface_mismatch";
    if (!reason && tiers.indexOf(claims.tier) < tiers.indexOf(policy.minimumTier ?? "issued")) reason = "tier_too_low";
    if (!reason && policy.maximumProofAgeSeconds != null && now / 1000 - claims.issuedAt > policy.maximumProofAgeSeconds) reason = "proof_too_old";
    const anonymous = claims.operator === "anon";
    return {
      ...this.refused(reason ?? null, keys),
      identity: claims.subject,
      passportId: claims.id,
      keyId: claims.keyId,
      tier: claims.tier,
      operator: { display: anonymous ? null : claims.operator, anonymous, verified: tiers.indexOf(claims.tier) >= tiers.indexOf("creator_verified") },
      surfaces: claims.surfaces,
      capabilities: claims.capabilities,
      surfaceMatch: match,
      issuedAt: new Date(claims.issuedAt * 1000),
      expiresAt: new Date(claims.expiresAt * 1000),
      registryUrl: claims.registryUrl,
      isDemo: claims.subject === "aii_demo",
      statusAgeSeconds: this.ageOf(status),
    };
  }

  private ofClaims(claims: PassportClaims): Reason | null {
    const now = this.now() / 1000;
    if (claims.issuer !== this.issuer) return "wrong_issuer";
    if (claims.audience !== "verifier") return "wrong_audience";
    if (claims.issuedAt > now + skew || claims.notBefore > now + skew) return "not_yet_valid";
    return now >= claims.expiresAt ? "expired" : null;
  }

  // A revocation is for good, however old the list that says so.
  private ofStatus(status: Learnt<StatusList> | null, index: number, policy: VerificationPolicy): Reason | null {
    const place = status ? status.value.statusAt(index) : 3;
    if (place === 1) return "revoked";
    if (place === 3 || this.ageOf(status)! > (policy.failClosedWhenStatusIsOlderThanSeconds ?? hour)) return "status_unknown";
    return place === 2 ? "identity_suspended" : null;
  }

  private keysAtHand(policy: VerificationPolicy): Learnt<KeySet> | null {
    const keys = this.knowledge.keys.current;
    return keys && this.ageOf(keys)! <= (policy.failClosedWhenKeysAreOlderThanSeconds ?? hour) ? keys : null;
  }

  private ageOf(learnt: Learnt<unknown> | null): number | null {
    return learnt && Math.max(0, this.now() - learnt.asOf) / 1000;
  }

  private refused(reason: Reason | null, keys: Learnt<KeySet> | null = null): PassportVerdict {
    return {
      valid: reason === null, reason, identity: null, passportId: null, keyId: null, tier: null, operator: null, surfaces: null, capabilities: null,
      surfaceMatch: null, issuedAt: null, expiresAt: null, registryUrl: null, isDemo: false,
      asOf: new Date(this.now()), keysAgeSeconds: this.ageOf(keys), statusAgeSeconds: null,
    };
  }
}
