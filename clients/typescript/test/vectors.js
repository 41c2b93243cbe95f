import { readFileSync } from "node:fs";
import { PassportVerifier } from "../dist/index.js";

const read = name => JSON.parse(readFileSync(new URL(`../../../docs/vectors/${name}.json`, import.meta.url), "utf8"));

export const keys = read("keys");
export const decisions = read("decisions");
export const hostile = read("hostile");
export const statusLists = read("status-lists");

/** What a verifier sees of a registry; what is undefined cannot be had. */
export class StubRegistry {
  jwks;
  lists = {};
  now = new Date("2026-06-01T12:00:00Z");
  asked = { jwks: 0, lists: 0 };

  fetch = url => this.#answer(String(url));

  verifier() {
    return new PassportVerifier({ registry: decisions.issuer, fetch: this.fetch, now: () => this.now });
  }

  advance(seconds) {
    this.now = new Date(this.now.getTime() + seconds * 1000);
  }

  async #answer(url) {
    if (url === `${decisions.issuer}/.well-known/jwks.json`) {
      this.asked.jwks++;
      return this.#found(this.jwks === undefined || typeof this.jwks === "string" ? this.jwks : JSON.stringify(this.jwks), "public, max-age=30");
    }

    if (!url.startsWith(`${decisions.issuer}/`)) throw new Error(`${url} is not the registry's`);
    this.asked.lists++;
    return this.#found(this.lists[url], "public, max-age=10");
  }

  #found(body, cacheControl) {
    return body === undefined ? new Response("", { status: 503 }) : new Response(body, { headers: { "Cache-Control": cacheControl } });
  }
}
