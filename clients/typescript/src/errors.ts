/** A refusal of the registry's (RFC 9457), as far as every one has it. */
export interface ProblemLike {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  /** Stable, snake_case: `not_bound`. */
  readonly code: string;
  readonly errors?: Readonly<Record<string, readonly string[]>> | null;
}

/** The registry refused, or what answered is none. */
export class RegistryException extends Error {
  override readonly name = "RegistryException";
  /** The problem's code; null where the answer is no problem of the registry's. */
  readonly code: string | null;
  /** When to try again, where the registry says so. */
  readonly retryAfterSeconds: number | null;

  constructor(
    message: string,
    /** HTTP's. */
    readonly status: number,
    /** The body as it came. */
    readonly response: string,
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>,
    /** The problem; null where the answer is none. */
    readonly result: ProblemLike | null = null,
  ) {
    super(message);
    this.code = result?.code ?? null;
    this.retryAfterSeconds = retryAfter(headers);
  }

  static isRegistryException(problem: unknown): problem is RegistryException {
    return problem instanceof RegistryException;
  }
}

/** Which exception an answer is that is no success. */
export function refusal(status: number, body: string, headers: Readonly<Record<string, string>>): RegistryException {
  const problem = problemOf(body, headers["content-type"] ?? "");
  if (problem) return new RegistryException([problem.title, problem.detail].filter(Boolean).join(": ") || problem.code, status, body, headers, problem);
  if (status === 0 || (status >= 300 && status < 400 && status !== 304))
    return new RegistryException(`The answer redirects to another address (HTTP ${status}), and redirects are not followed: give the registry's own address.`, status, body, headers);
  return new RegistryException(`HTTP ${status}, with an answer that is no problem of a registry's.`, status, body, headers);
}

/** What the generated code calls where an answer is not what it reads; those that are refused are an exception before. */
export function throwException(message: string, status: number, response: string, headers: Readonly<Record<string, string>>, result?: ProblemLike | null): never {
  throw new RegistryException(message, status, response, headers, result ?? null);
}

function problemOf(body: string, type: string): ProblemLike | null {
  if (!/^application\/(?:problem\+)?json\b/i.test(type.trim())) return null;
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === "object" && read !== null && "code" in read && typeof read.code === "string" ? (read as ProblemLike) : null;
  } catch {
    return null;
  }
}

function retryAfter(headers: Readonly<Record<string, string>>): number | null {
  const [wait, date] = [headers["retry-after"]?.trim() ?? "", Date.parse(headers["date"] ?? "")];
  if (/^[0-9]+$/.test(wait)) return Number(wait);
  const until = Date.parse(wait);
  return Number.isNaN(until) || Number.isNaN(date) ? null : Math.max(0, (until - date) / 1000);
}
