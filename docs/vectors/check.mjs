// Checks the test vectors with Node's own crypto and zlib and nothing else: node docs/vectors/check.mjs
// It shares no code with any verifier of the project; what it finds wrong it prints, and exits with 1.
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const read = name => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));
const [{ keys, sets }, decisions, hostile, lists, whois] = ["keys", "decisions", "hostile", "status-lists", "whois"].map(read);
const wrong = [];
let checks = 0;
const expect = (what, actual, wanted) => {
  checks++;
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) wrong.push(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`);
};

// The tokens of valid JSON, to see what JSON.parse hides: names that stand twice, depth, how a number is written.
function scan(json) {
  const [open, numbers] = [[], new Map()];
  let depth = 0;
  let name = "";
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\],]|-?[0-9][0-9.eE+-]*/g)) {
    if (token === "{" || token === "[") depth = Math.max(depth, open.push(token === "{" ? new Set() : null));
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":")) {
      name = JSON.parse(token.slice(0, -1).trim());
      if (open.at(-1).has(name) || !name.isWellFormed()) return null;
      open.at(-1).add(name);
    } else if (/^[-0-9]/.test(token)) numbers.set(`${open.length}.${name}`, token);
  }

  return depth > 64 ? null : numbers;
}

function part(text) {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) return null;
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const [value, numbers] = [JSON.parse(json), scan(json)];
    return numbers && value !== null && typeof value === "object" && !Array.isArray(value) ? { value, numbers } : null;
  } catch {
    return null;
  }
}

const whole = (numbers, name, most) => /^-?[0-9]+$/.test(numbers.get(name) ?? "") && BigInt(numbers.get(name)) >= 0n && BigInt(numbers.get(name)) <= most;
const text = value => typeof value === "string" && value.isWellFormed();
const texts = value => Array.isArray(value) && value.every(text);

function wellTyped(claims, numbers, kid) {
  const list = claims.status?.status_list;
  return ["iss", "sub", "aud", "jti", "operator", "registry_url"].every(name => text(claims[name])) && claims.key_id === kid
    && ["iat", "nbf", "exp"].every(name => typeof claims[name] === "number" && whole(numbers, `1.${name}`, 253402300799n))
    && ["issued", "identity_verified", "creator_verified", "business_verified"].includes(claims.tier) && texts(claims.surfaces) && texts(claims.capabilities)
    && typeof list?.idx === "number" && whole(numbers, "3.idx", 2147483647n) && text(list.uri);
}

function signedBy(token, jwk) {
  const [header, payload, signature] = token.split(".");
  return verify(null, Buffer.from(`${header}.${payload}`), createPublicKey({ key: jwk, format: "jwk" }), Buffer.from(signature, "base64url"));
}

function statusOf(token, uri, index) {
  const claims = part(token.split(".")[1]).value;
  if (claims.sub !== uri || claims.status_list.bits !== 2) return 3;
  const byte = inflateSync(Buffer.from(claims.status_list.lst, "base64url"))[index >> 2];
  return byte === undefined ? 3 : (byte >> ((index & 3) * 2)) & 3;
}

/** The reason that keys and status list alone give; null where the Passport is good. */
function judge(token, nowText, jwks, statusLists, statusAge) {
  if (token.length > 8192) return "too_large";
  const parts = token.split(".");
  if (parts.length !== 3 || Buffer.from(parts[2], "base64url").toString("base64url") !== parts[2]) return "malformed";
  const [header, payload] = [part(parts[0]), part(parts[1])];
  if (!header || !payload || header.value.typ !== "JWT" || "crit" in header.value || "b64" in header.value) return "malformed";
  const { alg, kid } = header.value;
  if (!text(alg) || (kid !== undefined && !text(kid))) return "malformed";
  if (alg !== "EdDSA" && alg !== "Ed25519") return "unsupported_algorithm";
  const jwk = jwks.keys.find(key => key.kid === kid);
  if (!jwk) return "unknown_key";
  if (!signedBy(token, jwk)) return "bad_signature";
  const [claims, now] = [payload.value, Date.parse(nowText) / 1000];
  if (!wellTyped(claims, payload.numbers, kid)) return "malformed";
  if (claims.iss !== decisions.issuer) return "wrong_issuer";
  if (claims.aud !== "verifier") return "wrong_audience";
  if (claims.iat > now + 60 || claims.nbf > now + 60) return "not_yet_valid";
  if (claims.exp <= now) return "expired";
  const { idx, uri } = claims.status.status_list;
  const list = Object.hasOwn(statusLists, uri) ? statusLists[uri] : null;
  const signer = list && jwks.keys.find(key => key.kid === part(list.split(".")[0]).value.kid);
  const status = signer && signedBy(list, signer) ? statusOf(list, uri, idx) : 3;
  if (status === 1) return "revoked";
  if (status === 3 || now - part(list.split(".")[1]).value.iat > statusAge) return "status_unknown";
  return status === 2 ? "identity_suspended" : null;
}

for (const key of keys) {
  const secret = createPrivateKey({ key: { ...key.jwk, d: key.test_only_private_d }, format: "jwk" });
  expect(`public half of ${key.name}`, createPublicKey(secret).export({ format: "jwk" }).x, key.jwk.x);
  expect(`${key.name} signs and verifies`, verify(null, Buffer.from("x"), createPublicKey({ key: key.jwk, format: "jwk" }), sign(null, Buffer.from("x"), secret)), true);
}

// What the place and the policy add is no matter of cryptography: those reasons come after all of these.
const later = ["surface_mismatch", "tier_too_low", "proof_too_old"];
for (const given of decisions.cases) {
  const tooOld = given.keys === null || given.keys_age_seconds > given.policy.fail_closed_when_keys_are_older_than_seconds;
  const reason = tooOld ? "keys_unknown" : judge(given.passport, given.now, sets[given.keys], given.status_lists, given.policy.fail_closed_when_status_is_older_than_seconds);
  expect(`decision ${given.name}`, reason, later.includes(given.offline.reason) ? null : given.offline.reason);
  expect(`decision ${given.name} is valid only without a reason`, given.offline.valid, given.offline.reason === null);
}

for (const given of hostile.tokens) expect(`hostile ${given.group}: ${given.name}`, judge(given.token, hostile.now, sets[hostile.keys], hostile.status_lists, 3600), given.offline);
for (const list of lists.lists.filter(one => one.valid)) {
  expect(`status list ${list.name} is signed`, signedBy(list.token, sets.published.keys.find(key => key.kid === part(list.token.split(".")[0]).value.kid)), true);
  for (const { idx, status } of list.places) expect(`status list ${list.name} at ${idx}`, statusOf(list.token, list.uri, idx), status);
}

for (const record of whois.records.filter(one => one.passport)) {
  expect(`Passport of ${record.identity} is signed`, signedBy(record.passport.token, keys.find(key => key.jwk.kid === record.passport.key_id).jwk), true);
  expect(`Passport of ${record.identity} names it`, part(record.passport.token.split(".")[1]).value.sub, record.identity);
}

for (const line of wrong) console.error(line);
console.log(`${checks - wrong.length} of ${checks} checks passed`);
process.exitCode = wrong.length === 0 ? 0 : 1;
