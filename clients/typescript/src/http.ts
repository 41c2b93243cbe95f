import { RegistryException, refusal } from "./errors.js";
import type { FetchLike, RequestLike } from "./platform.js";
import { AnswerRefused, longestAnswer, readWithin } from "./read.js";

/** How requests are made. */
export interface Http {
  /** The platform's own where not set. */
  readonly fetch?: FetchLike;
  /** How long one request may take, the body of its answer included; 20 where not set. */
  readonly timeoutSeconds?: number;
  /** How many bytes an answer may have; 1 MiB where not set. */
  readonly longestAnswer?: number;
  /**
   * How often a request is repeated; 0 where not set. Repeated is what was refused for now (429, 503), after the wait that the registry asks
   * for where that is a minute at most; and, where it was not reached or gave no answer, what can be repeated without harm: questions, and
   * creations, which carry an Idempotency-Key then.
   */
  readonly retries?: number;
}

/** What the generated code reads of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: { forEach(each: (value: string, name: string) => void): void };
  text(): Promise<string>;
}

const longestWait = 60;
// Those POSTs that heed an Idempotency-Key.
const creations = /\/api\/v1\/(?:api-keys|identities|identities\/[^/?]+\/surfaces|identities\/[^/?]+\/surfaces\/[^/?]+\/challenges|identities\/[^/?]+\/passports|issue|admin\/identities\/[^/?]+\/attestations|admin\/keys\/rotate)$/;

export function checkHttp(http: Http): Http {
  const positive = (name: "timeoutSeconds" | "longestAnswer") => {
    const value = http[name];
    if (value !== undefined && !(typeof value === "number" && Number.isFinite(value) && value > 0)) throw new RangeError(`${name} is a number above zero.`);
  };
  positive("timeoutSeconds");
  positive("longestAnswer");
  if (http.retries !== undefined && !(Number.isInteger(http.retries) && http.retries >= 0 && http.retries <= 10)) throw new RangeError("retries is 0 to 10.");
  if (http.fetch !== undefined && typeof http.fetch !== "function") throw new TypeError("fetch is a function.");
  return http;
}

/** One request with its retries. Resolves to a success (or 304), rejects with a `RegistryException` for every other answer. */
export async function exchange(http: Http, url: string, init: RequestLike): Promise<Answer> {
  const retries = http.retries ?? 0;
  const isCreation = init.method === "POST" && creations.test(url);
  const isSafe = init.method === "GET" || isCreation || url.endsWith("/api/v1/verify");
  const asked = isCreation && retries > 0 ? { ...init, headers: { ...init.headers, "Idempotency-Key": randomKey() } } : init;
  for (let left = retries; ; left--) {
    let wait = 0.25 * 2 ** (retries - left);
    try {
      return await once(http, url, asked);
    } catch (problem) {
      const isAnswer = problem instanceof RegistryException;
      if (left === 0 || asked.signal?.aborted || (isAnswer ? problem.status !== 429 && problem.status !== 503 : !isSafe)) throw problem;
      if (isAnswer && problem.retryAfterSeconds !== null) wait = problem.retryAfterSeconds;
      if (wait > longestWait) throw problem;
    }

    await new Promise(resolve => setTimeout(resolve, wait * 1000));
  }
}

async function once(http: Http, url: string, init: RequestLike): Promise<Answer> {
  const request: FetchLike = http.fetch ?? ((where, how) => fetch(where, how as RequestInit));
  let answer: Awaited<ReturnType<typeof readWithin>>;
  try {
    // An API key is not for another address, and what another address answers is not the registry's word.
    answer = await readWithin(request, url, { ...init, redirect: "manual" }, (http.timeoutSeconds ?? 20) * 1000, http.longestAnswer ?? longestAnswer, init.signal);
  } catch (problem) {
    if (problem instanceof AnswerRefused) throw new RegistryException(`The registry was asked, and ${problem.message}.`, 0, "", {});
    throw problem;
  }

  const { response } = answer;
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => (headers[name.toLowerCase()] = value));
  let text = new TextDecoder().decode(answer.body);
  const status = response.redirected ? 0 : response.status;
  if ((status < 200 || status >= 300) && status !== 304) throw refusal(status, text, headers);
  const type = headers["content-type"] ?? "";
  // Documents that are no JSON are handed on as the texts that they are; the generated code parses every answer.
  if (text !== "" && !/\bjson\b/i.test(type.split(";")[0]!)) {
    if (/^text\/html\b/i.test(type.trim())) throw new RegistryException(`HTTP ${status}, with a page in the place of the registry's answer.`, status, text, headers);
    text = JSON.stringify(text);
  } else if (status === 200 || status === 201) {
    if (text === "") throw new RegistryException(`HTTP ${status}, with an empty answer.`, status, text, headers);
    if (!isJson(text)) throw new RegistryException(`HTTP ${status}, with an answer that is no JSON.`, status, text, headers);
  }

  return { status, headers: response.headers, text: async () => text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}
