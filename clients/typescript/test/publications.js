import { readFileSync } from "node:fs";
import { PassportVerifier } from "../dist/index.js";

export const publications = JSON.parse(readFileSync(new URL("../../../docs/vectors/publications.json", import.meta.url), "utf8"));

/** Judges one Passport at a registry that answers so; `asked` is every address that was asked. */
export async function verdictOn({ registry, passport, answers, now }) {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push(String(url));
    const answer = answers[url];
    if (!answer) throw new TypeError("fetch failed");
    if (answer.status >= 300 && answer.status < 400 && init.redirect === "error") throw new TypeError("unexpected redirect");
    return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
  const verifier = new PassportVerifier({ registry, fetch, now: () => new Date(now) });
  return { verdict: await verifier.verify(passport), asked };
}
