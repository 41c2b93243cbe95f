/** An instant by the wall clock and by the monotonic one, in milliseconds. Ages are counted by the latter: the former can be set. */
export interface Moment {
  readonly wall: number;
  readonly elapsed: number;
}

const drift = 60_000;

/** How long ago `earlier` was, rather too long than too short: a monotonic clock may stand still while a machine sleeps. */
export function since(now: Moment, earlier: Moment): number {
  return Math.max(Math.abs(now.elapsed - earlier.elapsed), now.wall - earlier.wall);
}

/** Whether the wall clock was set since then, or the machine slept: what was learnt before is asked for anew. */
export function isApart(now: Moment, earlier: Moment): boolean {
  const elapsed = now.elapsed - earlier.elapsed;
  return !(elapsed >= 0) || !(Math.abs(now.wall - earlier.wall - elapsed) <= drift);
}
