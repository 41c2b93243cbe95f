// What this package needs of the platform, by the shapes of Node and browsers alike: it compiles for consumers without "lib": ["dom"].

/** What aborts a request. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** An answer, as far as it is read here. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  readonly redirected?: boolean;
  readonly type?: string;
  readonly headers: { get(name: string): string | null; forEach(each: (value: string, name: string) => void): void };
  readonly body: { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>; cancel(reason?: unknown): Promise<unknown> } } | null;
}

/** The platform's own `fetch` is one; so is a stub. Written as a method, since the platform's parameters are narrower than these. */
export type FetchLike = { fetch(url: string, init?: RequestLike): Promise<ResponseLike> }["fetch"];

/** What is asked for. */
export interface RequestLike {
  method?: string;
  headers?: Record<string, string>;
  body?: string | null;
  redirect?: "error" | "manual";
  signal?: AbortSignalLike | null;
}
