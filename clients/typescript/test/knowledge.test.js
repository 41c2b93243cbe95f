import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../dist/index.js";
import { decisions, hostile, keys, StubRegistry } from "./vectors.js";

const good = decisions.cases[0];
const unknownKid = hostile.tokens.find(token => token.offline === "unknown_key").token;

function reached() {
  const registry = new StubRegistry();
  Object.assign(registry, { jwks: keys.sets.published, lists: good.status_lists });
  return registry;
}

test("with the registry out of reach it goes on within the policy's ages, says how old its knowledge is, and then fails closed", async () => {
  const registry = reached();
  const verifier = registry.verifier();
  assert.equal((await verifier.verify(good.passport)).valid, true);
  [registry.jwks, registry.lists] = [undefined, {}];
  registry.advance(3600);
  const last = await verifier.verify(good.passport);
  assert.deepEqual([last.valid, last.keysAgeSeconds, last.statusAgeSeconds], [true, 3600, 3600]);
  registry.advance(1);
  assert.equal((await verifier.verify(good.passport)).reason, "keys_unknown");
  assert.equal((await verifier.verify(good.passport, { failClosedWhenKeysAreOlderThanSeconds: 7200 })).reason, "status_unknown");
});

test("an unknown kid is looked for at most once a minute", async () => {
  const registry = reached();
  const verifier = registry.verifier();
  for (let i = 0; i < 10; i++) assert.equal((await verifier.verify(unknownKid)).reason, "unknown_key");
  assert.equal(registry.asked.jwks, 2);
  registry.advance(20);
  await verifier.verify(unknownKid);
  assert.equal(registry.asked.jwks, 2);
});

test("a new key is found at once", async () => {
  const registry = reached();
  registry.jwks = { keys: keys.sets.published.keys.slice(0, 1) };
  const verifier = registry.verifier();
  await verifier.verify(hostile.tokens[0].token);
  registry.jwks = keys.sets.published;
  assert.equal((await verifier.verify(good.passport)).valid, true);
});

test("an empty or broken refresh never replaces a good set", async () => {
  for (const broken of [{ keys: [] }, {}, "", "{", "[]", '{"keys":[{"kty":"OKP"}]}', '{"keys":[],"keys":[]}', `{"keys":[${"0,".repeat(200_000)}0]}`]) {
    const registry = reached();
    const verifier = registry.verifier();
    assert.equal((await verifier.verify(good.passport)).valid, true);
    registry.jwks = broken;
    registry.advance(60);
    assert.equal((await verifier.verify(good.passport)).valid, true, String(broken).slice(0, 40));
    assert.ok(registry.asked.jwks > 1);
  }
});

test("a key that left the set is unknown after its lifetime, and a list that it signed counts for nothing", async () => {
  const registry = reached();
  const verifier = registry.verifier();
  assert.equal((await verifier.verify(good.passport)).valid, true);
  registry.jwks = { keys: keys.sets.published.keys.filter(key => key.kid !== keys.keys.find(k => k.name === "in_use").jwk.kid) };
  registry.advance(31);
  assert.equal((await verifier.verify(good.passport)).reason, "unknown_key");
});

test("many at once ask once", async () => {
  const registry = reached();
  const verifier = registry.verifier();
  const verdicts = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(good.passport)));
  assert.ok(verdicts.every(verdict => verdict.valid));
  assert.deepEqual(registry.asked, { jwks: 1, lists: 1 });
});

test("a policy that names no address is the caller's mistake", async () => {
  await assert.rejects(() => reached().verifier().verify(good.passport, { expectedSurface: "wa: 447700900123" }), TypeError);
});

test("addresses are accepted and refused as in the registry", () => {
  const { accepted, refused } = JSON.parse(readFileSync(new URL("../../../docs/vectors/addresses.json", import.meta.url), "utf8"));
  assert.ok(accepted.length > 10 && refused.length > 50);
  for (const { text, canonical, folded } of accepted) assert.deepEqual(parseAddress(text), { canonical, folded }, text);
  for (const text of refused) assert.equal(parseAddress(text), null, text);
});

test("an address of a scheme that is not known is equal to itself alone", () => {
  assert.deepEqual(parseAddress("Demo:Room-1"), { canonical: "demo:Room-1", folded: "demo:Room-1" });
  for (const text of ["demo:", ":x", "1demo:x", "demo:a b", "demo:\u00e9", `demo:${"a".repeat(512)}`, "no scheme"]) assert.equal(parseAddress(text), null, text);
});
