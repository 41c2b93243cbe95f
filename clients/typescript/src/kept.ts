import { isApart, since, type Moment } from "./clock.js";

/** Something learnt from the registry; spans in milliseconds. */
export interface Learnt<T> {
  readonly value: T;
  /** When the answer was here. */
  readonly at: Moment;
  /** How old what it says was then, by its own word: what a policy's ages are counted from. */
  readonly ageThen: number;
  /** How long a cache on the way had kept it. */
  readonly onTheWay: number;
  /** How long it may be used without asking again, from when it left the registry. */
  readonly lifetime: number;
}

export function ageOf(learnt: Learnt<unknown>, now: Moment): number {
  return learnt.ageThen + since(now, learnt.at);
}

const ahead = 0.75;
const firstPause = 1_000;
const longestPause = 30_000;

/**
 * One thing that the registry publishes, kept here and fetched again as it ages: ahead of its end beside the work, after it
 * before the work. Only something good replaces what is kept; while the registry fails it is asked ever more rarely.
 */
export class Kept<T> {
  current: Learnt<T> | null = null;
  /** Why the last fetch brought nothing; null where it did, or where there was none. */
  failure: Error | null = null;
  private fetching: Promise<void> | null = null;
  private pausedAt: Moment | null = null;
  private pause = firstPause;

  constructor(private readonly load: () => Promise<Learnt<T>>, private readonly now: () => Moment, private readonly onFailure: (problem: Error) => void) {}

  /** Waits for the registry only where nothing usable is at hand; `isUsable` is false where what is kept is of no use, whatever its age. */
  async refresh(isUsable: boolean): Promise<void> {
    const [now, current] = [this.now(), this.current];
    const isDue = !isUsable || !current || isApart(now, current.at);
    const age = current ? current.onTheWay + since(now, current.at) : Infinity;
    if (!isDue && age < current.lifetime * ahead) return;
    if (!this.fetching && this.pausedAt && !isApart(now, this.pausedAt) && since(now, this.pausedAt) < this.pause) return;
    const asked = this.fetch();
    if (isDue || age >= current.lifetime) await asked;
  }

  /** Asks the registry once, however many ask for it at the same time; never rejects. */
  fetch(): Promise<void> {
    return (this.fetching ??= this.fetchOnce());
  }

  private async fetchOnce(): Promise<void> {
    let learnt: Learnt<T> | null = null;
    let failure: Error | null = null;
    try {
      learnt = await this.load();
    } catch (problem) {
      // Out of reach, in whatever words: what is known stays, and its age says so.
      failure = problem instanceof Error ? problem : new Error(String(problem));
    }

    if (learnt) this.current = learnt;
    this.failure = failure;
    this.pause = learnt ? firstPause : Math.min(this.pause * 2, longestPause);
    this.pausedAt = this.now();
    this.fetching = null;
    if (failure) this.onFailure(failure);
  }
}
