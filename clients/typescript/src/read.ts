import type { AbortSignalLike, FetchLike, RequestLike, ResponseLike } from "./platform.js";

/** 1 MiB: no answer is read further. */
export const longestAnswer = 1024 * 1024;

/** An answer that is refused before it is read as anything; the message says why. */
export class AnswerRefused extends Error {
  override readonly name = "AnswerRefused";
}

/** Reads a whole answer within a time and a length; the time runs from the request on, and a stalled body ends with it. */
export async function readWithin(
  request: FetchLike, url: string, init: RequestLike, milliseconds: number, longest: number, outer?: AbortSignalLike | null,
): Promise<{ response: ResponseLike; body: Uint8Array<ArrayBuffer> }> {
  const abort = new AbortController();
  let giveUp!: (problem: Error) => void;
  const ended = new Promise<never>((_, reject) => (giveUp = reject));
  ended.catch(() => {});
  const end = (problem: Error) => {
    giveUp(problem);
    abort.abort(problem);
  };
  const timer = setTimeout(() => end(Object.assign(new Error(`no whole answer within ${milliseconds / 1000} s`), { name: "TimeoutError" })), milliseconds);
  const onAbort = () => end(Object.assign(new Error("aborted by the caller"), { name: "AbortError" }));
  if (outer?.aborted) onAbort();
  outer?.addEventListener("abort", onAbort);
  try {
    const answering = (async () => {
      const response = await request(url, { ...init, signal: abort.signal });
      return { response, body: await readBody(response, longest, ended) };
    })();
    // Where it lost the race, nobody waits for it any more.
    answering.catch(() => {});
    return await Promise.race([answering, ended]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", onAbort);
  }
}

async function readBody(response: ResponseLike, longest: number, ended: Promise<never>): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array(0);
  const reader = response.body.getReader();
  ended.catch(problem => reader.cancel(problem).catch(() => {}));
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!value) continue;
    length += value.length;
    if (length > longest) {
      reader.cancel().catch(() => {});
      throw new AnswerRefused(`the answer is longer than ${longest} bytes`);
    }

    pieces.push(value);
  }

  const body = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }

  return body;
}
