/** Something learnt from the registry; instants in milliseconds since 1970. */
export interface Learnt<T> {
  readonly value: T;
  /** What it says was so then, by its own word: what a policy's ages are counted from. */
  readonly asOf: number;
  readonly fetchedAt: number;
  /** How long it may be used without asking again, from `fetchedAt` on. */
  readonly lifetime: number;
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
  private fetching: Promise<void> | null = null;
  private pausedUntil = -Infinity;
  private pause = firstPause;

  constructor(private readonly load: () => Promise<Learnt<T> | null>, private readonly now: () => number) {}

  /** Waits for the registry only where nothing usable is at hand; `isUsable` is false where what is kept is of no use, whatever its age. */
  async refresh(isUsable: boolean): Promise<void> {
    const [now, current] = [this.now(), this.current];
    const age = current ? now - current.fetchedAt : Infinity;
    if (isUsable && current && age < current.lifetime * ahead) return;
    if (!this.fetching && now < this.pausedUntil) return;
    const asked = this.fetch();
    if (!isUsable || !current || age >= current.lifetime) await asked;
  }

  /** Asks the registry once, however many ask for it at the same time; never rejects. */
  fetch(): Promise<void> {
    return (this.fetching ??= this.fetchOnce());
  }

  private async fetchOnce(): Promise<void> {
    let learnt: Learnt<T> | null = null;
    try {
      learnt = await this.load();
    } catch {
      // Out of reach, in whatever words: what is known stays, and its age says so.
    }

    if (learnt) this.current = learnt;
    this.pause = learnt ? firstPause : Math.min(this.pause * 2, longestPause);
    this.pausedUntil = this.now() + this.pause;
    this.fetching = null;
  }
}
