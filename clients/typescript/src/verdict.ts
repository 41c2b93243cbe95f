/** Whoever asks only whether a verdict is valid must not be misled by one that says why not. */
export function judged<V extends { valid: boolean; reason: unknown }>(verdict: V): V {
  return (verdict?.reason ?? null) === null ? verdict : { ...verdict, valid: false };
}
