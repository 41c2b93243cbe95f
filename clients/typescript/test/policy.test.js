import assert from "node:assert/strict";
import { test } from "node:test";
import { PassportRefused, PassportVerifier, verifyOrThrow } from "../dist/index.js";
import { decisions, keys, StubRegistry } from "./vectors.js";

const good = decisions.cases[0];

function reached() {
  const registry = new StubRegistry();
  Object.assign(registry, { jwks: keys.sets.published, lists: good.status_lists });
  return registry;
}

test("every value of a policy is one that it can have", async () => {
  const ages = ["maximumProofAgeSeconds", "failClosedWhenStatusIsOlderThanSeconds", "failClosedWhenKeysAreOlderThanSeconds"];
  const wrong = [
    ...["businessVerified", "business-verified", "Issued", "", "gold", null, 3, {}, ["issued"], "toString", "__proto__"].map(minimumTier => ({ minimumTier })),
    ...ages.flatMap(name => [NaN, -1, Infinity, -Infinity, "3600", "", {}, [], true, 1n].map(value => ({ [name]: value }))),
    ...["failClosedWhenStatusIsOlderThanSeconds", "failClosedWhenKeysAreOlderThanSeconds"].map(name => ({ [name]: null })),
    ...["", "acmesupport", "wa: 447700900123", 7, {}, ["wa:@acmesupport"]].map(expectedSurface => ({ expectedSurface })),
    { minimum_tier: "business_verified" }, { minimumtier: "business_verified" }, { maximumProofAge: 1 }, null, "issued", 7,
  ];
  for (const policy of wrong) await assert.rejects(() => reached().verifier().verify(good.passport, policy), problem => problem instanceof TypeError || problem instanceof RangeError, String(policy && JSON.stringify(policy, (_, v) => typeof v === "bigint" ? "1n" : v)));
  for (const policy of [undefined, {}, { expectedSurface: null, maximumProofAgeSeconds: null }, { minimumTier: "identity_verified", expectedSurface: undefined }, Object.create({ minimumTier: "issued" })])
    assert.equal((await reached().verifier().verify(good.passport, policy)).valid, true);
  await assert.rejects(() => reached().verifier().verify(undefined), TypeError);
});

test("an address or issuer that is no URL is refused when the verifier is made", () => {
  for (const wrong of ["", "registry.example", "//registry.example", "ftp://registry.example", "https://", "https://registry.example?x", "https://registry.example/#x", "https://u@registry.example", "https://registry.example \n", null, 7]) {
    assert.throws(() => new PassportVerifier({ registry: wrong }), TypeError, String(wrong));
    if (wrong !== null) assert.throws(() => new PassportVerifier({ registry: "https://registry.example", issuer: wrong }), TypeError, String(wrong));
  }
});

test("a clock that gives no instant judges nothing", async () => {
  await assert.rejects(() => new PassportVerifier({ registry: decisions.issuer, fetch: () => Promise.reject(new Error()), now: () => new Date(NaN) }).verify(good.passport), TypeError);
});

test("why keys cannot be had is said with the verdict, and as it happens", async () => {
  const told = [];
  const verifier = new PassportVerifier({ registry: decisions.issuer, fetch: async () => new Response("", { status: 503 }), onFailure: (what, problem) => told.push(`${what}: ${problem.message}`) });
  const verdict = await verifier.verify(good.passport);
  assert.deepEqual([verdict.reason, verdict.cause.message, told], ["keys_unknown", "HTTP 503", ["keys: HTTP 503"]]);
  const away = await new PassportVerifier({ registry: decisions.issuer, fetch: () => Promise.reject(new TypeError("fetch failed")) }).verify(good.passport);
  assert.deepEqual([away.reason, away.cause.message], ["keys_unknown", "fetch failed"]);
});

test("or it throws with the verdict", async () => {
  const verifier = reached().verifier();
  assert.equal((await verifyOrThrow(verifier, good.passport)).identity, good.offline.identity);
  await assert.rejects(() => verifyOrThrow(verifier, "eyJ"), problem => problem instanceof PassportRefused && problem.verdict.reason === "malformed");
});

// A wall clock that can be wrong beside a monotonic one.
function withClocks() {
  const registry = reached();
  const clocks = { wrong: 0, asleep: 0 };
  const right = registry.now.getTime();
  const verifier = new PassportVerifier({
    registry: decisions.issuer, fetch: registry.fetch,
    now: () => new Date(registry.now.getTime() + clocks.wrong), elapsed: () => registry.now.getTime() - right - clocks.asleep,
  });
  return { registry, clocks, verifier };
}

const minute = 60_000;

test("a clock that ran fast and was set right asks anew at once", async () => {
  for (const minutes of [2, 50, 360, 1440]) {
    const { registry, clocks, verifier } = withClocks();
    clocks.wrong = minutes * minute;
    await verifier.verify(good.passport);
    const before = registry.asked.jwks;
    clocks.wrong = 0;
    assert.equal((await verifier.verify(good.passport)).valid, true, `${minutes} minutes`);
    assert.ok(registry.asked.jwks > before);
  }
});

test("a clock set back lets nothing grow younger, and a machine that slept trusts nothing from before", async () => {
  const { registry, clocks, verifier } = withClocks();
  assert.equal((await verifier.verify(good.passport)).valid, true);
  registry.jwks = undefined;
  registry.advance(30 * 60);
  clocks.wrong = -25 * minute;
  assert.ok((await verifier.verify(good.passport)).keysAgeSeconds >= 1800);
  registry.advance(31 * 60);
  assert.equal((await verifier.verify(good.passport)).reason, "keys_unknown");

  const other = withClocks();
  assert.equal((await other.verifier.verify(good.passport)).valid, true);
  other.registry.jwks = undefined;
  other.clocks.asleep = 600 * minute;
  other.registry.advance(600 * 60);
  assert.equal((await other.verifier.verify(good.passport)).reason, "keys_unknown");
});
