import assert from "node:assert/strict";
import { test } from "node:test";
import { decisions, hostile, keys, statusLists, StubRegistry } from "./vectors.js";
import { readKeySet } from "../dist/key-set.js";
import { IssuerUrl } from "../dist/issuer.js";
import { readStatusList } from "../dist/status-list.js";

const seconds = date => date && date.toISOString().replace(".000Z", "Z");

const shown = verdict => ({
  valid: verdict.valid, reason: verdict.reason, identity: verdict.identity, tier: verdict.tier, operator: verdict.operator, surfaces: verdict.surfaces,
  surface_match: verdict.surfaceMatch, issued_at: seconds(verdict.issuedAt), expires_at: seconds(verdict.expiresAt), ...(verdict.isDemo ? { is_demo: true } : {}),
});

for (const given of decisions.cases) {
  test(`decision: ${given.name}`, async () => {
    const registry = new StubRegistry();
    const verifier = registry.verifier();
    const policy = {
      expectedSurface: given.surface,
      minimumTier: given.policy.minimum_tier,
      maximumProofAgeSeconds: given.policy.maximum_proof_age_seconds,
      failClosedWhenStatusIsOlderThanSeconds: given.policy.fail_closed_when_status_is_older_than_seconds,
      failClosedWhenKeysAreOlderThanSeconds: given.policy.fail_closed_when_keys_are_older_than_seconds,
    };
    if (given.keys !== null) {
      registry.jwks = keys.sets[given.keys];
      registry.now = new Date(Date.parse(given.now) - given.keys_age_seconds * 1000);
      if (given.keys_age_seconds > 0) {
        await verifier.verify(given.passport);
        registry.jwks = undefined;
      }
    }

    registry.now = new Date(given.now);
    registry.lists = given.status_lists;
    assert.deepEqual(shown(await verifier.verify(given.passport, policy)), given.offline);
  });
}

test("hostile tokens have their reason and never reject", async () => {
  assert.ok(hostile.tokens.length >= 120);
  const registry = new StubRegistry();
  Object.assign(registry, { jwks: keys.sets[hostile.keys], lists: hostile.status_lists, now: new Date(hostile.now) });
  const verifier = registry.verifier();
  for (const given of hostile.tokens) {
    const verdict = await verifier.verify(given.token);
    assert.deepEqual([verdict.valid, verdict.reason], [false, given.offline], `${given.group}: ${given.name}`);
  }
});

test("seeded mutations of a good Passport never pass and never reject", async () => {
  const registry = new StubRegistry();
  Object.assign(registry, { jwks: keys.sets.published, lists: decisions.cases[0].status_lists });
  const [verifier, good] = [registry.verifier(), decisions.cases[0].passport];
  assert.equal((await verifier.verify(good)).valid, true);
  let seed = 20260601;
  const random = below => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below;
  for (let i = 0; i < 3000; i++) {
    const token = [...good];
    for (let edits = random(3) + 1; edits > 0; edits--) {
      const at = random(token.length);
      [() => (token[at] = String.fromCharCode(33 + random(94))), () => token.splice(at, 1), () => token.splice(at, 0, String.fromCharCode(1 + random(0x2100))), () => token.splice(Math.max(1, at))][random(4)]();
    }

    if (token.join("") !== good) assert.equal((await verifier.verify(token.join(""))).valid, false, token.join(""));
  }
});

test("status lists are read bit by bit, and bad ones are none", async () => {
  const published = await readKeySet(new TextEncoder().encode(JSON.stringify(keys.sets.published)));
  for (const given of statusLists.lists) {
    const list = await readStatusList(given.token, given.uri, new IssuerUrl(decisions.issuer), published, Date.parse(statusLists.now) / 1000);
    assert.equal(list !== null, given.valid, given.name);
    for (const { idx, status } of given.places ?? []) assert.equal(list.statusAt(idx), status, `${given.name} at ${idx}`);
  }
});
