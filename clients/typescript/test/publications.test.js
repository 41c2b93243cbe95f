import assert from "node:assert/strict";
import { test } from "node:test";
import { publications, verdictOn } from "./publications.js";

for (const given of publications.cases) {
  test(`publication: ${given.name}`, async () => {
    const { verdict, asked } = await verdictOn({ ...publications, ...given, answers: { ...publications.answers, ...given.answers } });
    assert.equal(verdict.reason, given.reason, verdict.cause?.message);
    assert.deepEqual(asked.filter(url => !url.startsWith("https://registry.example/.well-known/") && !url.startsWith("https://registry.example/api/")), [], "nothing else is asked");
    if (given.reason === "keys_unknown" || given.reason === "status_unknown") assert.ok(verdict.cause instanceof Error && verdict.cause.message.length > 5);
    else assert.equal(verdict.cause, null);
  });
}
