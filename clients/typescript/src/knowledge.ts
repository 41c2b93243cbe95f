import { isApart, since, type Moment } from "./clock.js";
import type { IssuerUrl } from "./issuer.js";
import { Kept, type Learnt } from "./kept.js";
import { readKeySet, type KeySet } from "./key-set.js";
import type { FetchLike } from "./platform.js";
import { AnswerRefused, longestAnswer, readWithin } from "./read.js";
import { keyIdOfList, readStatusList, type StatusList } from "./status-list.js";

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
  private strangerAt: Moment | null = null;

  /**
   * @param registry Where it is reached; no slash at the end.
   * @param issuer What its Passports call it.
   * @param onFailure Is told why something cannot be had.
   */
  constructor(
    private readonly registry: string, private readonly issuer: IssuerUrl, private readonly request: FetchLike, private readonly now: () => Moment,
    private readonly onFailure: (what: "keys" | "status_list", problem: Error) => void,
  ) {
    this.keys = new Kept(() => this.loadKeys(), now, problem => onFailure("keys", problem));
  }

  /** Null for an address that is not the registry's own: nothing else is ever asked. */
  list(uri: string): Kept<StatusList> | null {
    const known = this.lists.get(uri);
    if (known) return known;
    const path = this.issuer.pathBelow(uri);
    if (path === null || path === "") return null;
    const home = `${this.registry}/`;
    const where = hrefOf(path, home);
    if (!where?.startsWith(new URL(home).href)) return null;
    const list: Kept<StatusList> = new Kept(() => this.loadList(uri, where, list), this.now, problem => this.onFailure("status_list", problem));
    this.lists.set(uri, list);
    return list;
  }

  /** True once a minute: a key that is not in the set may be a new one, but nobody may make the registry busy with names of keys. */
  mayAskForStranger(): boolean {
    const now = this.now();
    if (this.strangerAt && !isApart(now, this.strangerAt) && since(now, this.strangerAt) < betweenStrangers) return false;
    this.strangerAt = now;
    return true;
  }

  private async loadKeys(): Promise<Learnt<KeySet>> {
    const answer = await this.get(`${this.registry}/.well-known/jwks.json`, "application/json");
    const keys = await readKeySet(answer.body);
    if (!keys) throw new AnswerRefused("the answer is no key set, or has no key that can be used");
    return { value: keys, at: this.now(), ageThen: answer.onTheWay, onTheWay: answer.onTheWay, lifetime: answer.lifetime ?? usualLifetime };
  }

  private async loadList(uri: string, where: string, kept: Kept<StatusList>): Promise<Learnt<StatusList>> {
    const answer = await this.get(where, "application/statuslist+jwt");
    const token = new TextDecoder("latin1").decode(answer.body);
    const keyId = keyIdOfList(token);
    if (keyId === null) throw new AnswerRefused("the answer is no status list");
    if (!this.keys.current?.value.has(keyId) && this.mayAskForStranger()) await this.keys.fetch();
    const now = this.now();
    const list = this.keys.current && (await readStatusList(token, uri, this.issuer, this.keys.current.value, now.wall / 1000));
    if (!list) throw new AnswerRefused("the answer is not this list, signed by a key of the key set and good by this machine's clock");
    if (kept.current && list.issuedAt < kept.current.value.issuedAt - skew)
      throw new AnswerRefused("the list was signed before the one at hand: a replay, or a cache gone wrong");
    const lifetime = list.timeToLive === null ? (answer.lifetime ?? usualLifetime) : bounded(list.timeToLive);
    return { value: list, at: now, ageThen: Math.max(0, now.wall - list.issuedAt * 1000), onTheWay: 0, lifetime };
  }

  private async get(where: string, mediaType: string): Promise<{ body: Uint8Array; onTheWay: number; lifetime: number | null }> {
    const { response, body } = await readWithin(this.request, where, { headers: { Accept: mediaType }, redirect: "error" }, patience, longestAnswer);
    // A fetch that follows all the same: what another address says is not the registry's word.
    if (response.redirected || response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
      throw new AnswerRefused("the answer redirects to another address, and redirects are not followed");
    if (!response.ok) throw new AnswerRefused(`HTTP ${response.status}`);
    const age = (response.headers.get("Age") ?? "").trim();
    return { body, onTheWay: /^[0-9]+$/.test(age) ? bounded(Number(age)) : 0, lifetime: lifetimeOf(response.headers.get("Cache-Control") ?? "") };
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
