import { Kept, type Learnt } from "./kept.js";
import { readKeySet, type KeySet } from "./key-set.js";
import { keyIdOfList, readStatusList, type StatusList } from "./status-list.js";

const longest = 256 * 1024;
const usualLifetime = 60_000;
const longestLifetime = 86_400_000;
const betweenStrangers = 60_000;
const patience = 10_000;
/** How far apart the clocks of several instances of the registry may be, in seconds. */
const skew = 60;

/** What the registry publishes for verifiers, as far as it has been asked for: its keys, and the status lists that Passports named. */
export class RegistryKnowledge {
  readonly keys: Kept<KeySet>;
  private readonly lists = new Map<string, Kept<StatusList>>();
  private strangersFrom = -Infinity;

  /**
   * @param registry Where it is reached; no slash at the end.
   * @param issuer What its Passports call it; no slash at the end.
   * @param now Milliseconds since 1970.
   */
  constructor(
    private readonly registry: string, private readonly issuer: string, private readonly request: typeof fetch, private readonly now: () => number) {
    this.keys = new Kept(() => this.loadKeys(), now);
  }

  /** Null for an address that is not the registry's own: nothing else is ever asked. */
  list(uri: string): Kept<StatusList> | null {
    const known = this.lists.get(uri);
    if (known) return known;
    if (!uri.startsWith(`${this.issuer}/`)) return null;
    const home = `${this.registry}/`;
    const where = hrefOf(uri.slice(this.issuer.length + 1), home);
    if (!where?.startsWith(new URL(home).href)) return null;
    const list: Kept<StatusList> = new Kept(() => this.loadList(uri, where, list), this.now);
    this.lists.set(uri, list);
    return list;
  }

  /** True once a minute: a key that is not in the set may be a new one, but nobody may make the registry busy with names of keys. */
  mayAskForStranger(): boolean {
    if (this.now() < this.strangersFrom) return false;
    this.strangersFrom = this.now() + betweenStrangers;
    return true;
  }

  private async loadKeys(): Promise<Learnt<KeySet> | null> {
    const answer = await this.get(`${this.registry}/.well-known/jwks.json`, "application/json");
    const keys = answer && (await readKeySet(answer.body));
    return keys && { value: keys, asOf: answer.at, fetchedAt: answer.at, lifetime: answer.lifetime ?? usualLifetime };
  }

  private async loadList(uri: string, where: string, kept: Kept<StatusList>): Promise<Learnt<StatusList> | null> {
    const answer = await this.get(where, "application/statuslist+jwt");
    if (!answer) return null;
    const token = new TextDecoder("latin1").decode(answer.body);
    const keyId = keyIdOfList(token);
    if (keyId === null) return null;
    if (!this.keys.current?.value.has(keyId) && this.mayAskForStranger()) await this.keys.fetch();
    if (!this.keys.current) return null;
    const now = this.now();
    const list = await readStatusList(token, uri, this.issuer, this.keys.current.value, now / 1000);
    // A list signed before the one at hand is a replay, or a cache gone wrong.
    if (!list || (kept.current && list.issuedAt < kept.current.value.issuedAt - skew)) return null;
    const lifetime = list.timeToLive === null ? (answer.lifetime ?? usualLifetime) : bounded(list.timeToLive);
    return { value: list, asOf: Math.min(list.issuedAt * 1000, now), fetchedAt: now, lifetime };
  }

  private async get(where: string, mediaType: string): Promise<{ body: Uint8Array; at: number; lifetime: number | null } | null> {
    const request = this.request;
    const response = await request(where, { headers: { Accept: mediaType }, redirect: "error", signal: AbortSignal.timeout(patience) });
    if (!response.ok || !response.body) return null;
    const body = new Uint8Array(longest);
    let length = 0;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (length + value.length > longest) {
        await reader.cancel();
        return null;
      }

      body.set(value, length);
      length += value.length;
    }

    const age = /^[0-9]+$/.test(response.headers.get("Age") ?? "") ? Number(response.headers.get("Age")) : 0;
    return { body: body.subarray(0, length), at: this.now() - bounded(age), lifetime: lifetimeOf(response.headers.get("Cache-Control") ?? "") };
  }
}

function hrefOf(relative: string, home: string): string | null {
  try {
    return new URL(relative, home).href;
  } catch {
    return null;
  }
}

function lifetimeOf(cacheControl: string): number | null {
  const directives = cacheControl.toLowerCase().split(",").map(directive => directive.trim());
  if (directives.includes("no-store") || directives.includes("no-cache")) return 0;
  const maxAge = directives.map(directive => /^max-age=([0-9]+)$/.exec(directive)?.[1]).find(found => found !== undefined);
  return maxAge === undefined ? null : bounded(Number(maxAge));
}

/** Seconds to milliseconds, at most a day. */
function bounded(seconds: number): number {
  return Math.min(seconds * 1000, longestLifetime);
}
