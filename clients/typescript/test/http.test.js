import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { all, connect, PassportVerifier, RegistryException } from "../dist/index.js";

// A real server, whose answer each test says, beside another that nobody may ask.
let answer, home, elsewhere, asked;
const servers = [];
const listen = handle => new Promise(resolve => {
  const server = createServer(handle).listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`));
  servers.push(server);
});
const reply = (status, body, headers = {}) => (_, response) => response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);

before(async () => {
  home = await listen((request, response) => answer(request, response));
  elsewhere = await listen((request, response) => {
    asked++;
    response.writeHead(200, { "Content-Type": "application/json" }).end('{"keys":[]}');
  });
});
after(() => servers.forEach(server => {
  server.closeAllConnections();
  server.close();
}));

const stall = (_, response) => response.writeHead(200, { "Content-Type": "application/json" }).write('{"keys":[');

test("a server that stalls after its headers is not waited for", { timeout: 30_000 }, async () => {
  answer = stall;
  await assert.rejects(() => connect(home, { timeoutSeconds: 0.3 }).whoisByIdentity("aii_demo"), { name: "TimeoutError" });
  // A fetch that heeds no signal is not waited for either.
  const deaf = { status: 200, ok: true, headers: new Headers(), body: { getReader: () => ({ read: () => new Promise(() => {}), cancel: async () => {} }) } };
  await assert.rejects(() => connect(home, { timeoutSeconds: 0.3, fetch: async () => deaf }).whoisByIdentity("aii_demo"), { name: "TimeoutError" });
  const abort = new AbortController();
  const asking = connect(home).whoisByIdentity("aii_demo", abort.signal);
  abort.abort();
  await assert.rejects(() => asking, { name: "AbortError" });
});

test("a body without end is not read to its end", { timeout: 60_000 }, async () => {
  answer = (_, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const more = () => {
      while (!response.destroyed && response.write(" ".repeat(65_536)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  await assert.rejects(() => connect(home).whoisByIdentity("aii_demo"), problem => problem instanceof RegistryException && /longer than 1048576 bytes/.test(problem.message));
  const verdict = await new PassportVerifier({ registry: home }).verify("eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImsifQ.e30.AA");
  assert.deepEqual([verdict.reason, verdict.cause.message], ["keys_unknown", "the answer is longer than 1048576 bytes"]);
});

test("nobody follows a redirect", async () => {
  asked = 0;
  for (const status of [301, 302, 307, 308]) {
    answer = (request, response) => response.writeHead(status, { Location: elsewhere + request.url }).end();
    await assert.rejects(() => connect(home, "aii_live_x").whoisByIdentity("aii_demo"), problem => problem instanceof RegistryException && problem.status === status);
    assert.equal((await new PassportVerifier({ registry: home }).verify("eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImsifQ.e30.AA")).reason, "keys_unknown");
    // A fetch that follows all the same.
    const following = (url, init) => fetch(url, { ...init, redirect: "follow" });
    const before = asked;
    await assert.rejects(() => connect(home, { fetch: following }).whoisByIdentity("aii_demo"), RegistryException);
    assert.match((await new PassportVerifier({ registry: home, fetch: following }).verify("eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCIsImtpZCI6ImsifQ.e30.AA")).cause.message, /redirects/);
    asked = before;
  }

  assert.equal(asked, 0);
});

test("an exception says the problem, whatever its status", async () => {
  const problem = JSON.stringify({ type: "t", title: "Not now", status: 503, detail: "Come again later.", code: "busy" });
  for (const [status, type] of [[503, "application/problem+json"], [418, "application/problem+json; charset=utf-8"], [404, "application/json"], [400, "application/problem+json"]]) {
    answer = reply(status, problem, { "Content-Type": type, "Retry-After": "17" });
    await assert.rejects(() => connect(home).whoisByIdentity("aii_demo"),
      thrown => thrown instanceof RegistryException && thrown.message === "Not now: Come again later." && thrown.status === status && thrown.code === "busy" && thrown.result.code === "busy" && thrown.retryAfterSeconds === 17);
  }

  for (const [status, body, type] of [[502, "<html>gateway</html>", "text/html"], [404, "<html>", "text/html"], [200, "<html>Sign in</html>", "text/html"], [200, "", "application/json"], [200, "{", "application/json"], [500, "{\"code\":", "application/problem+json"], [404, "[]", "application/problem+json"]]) {
    answer = reply(status, body, { "Content-Type": type });
    await assert.rejects(() => connect(home).whoisByIdentity("aii_demo"), thrown => thrown instanceof RegistryException && thrown.status === status && thrown.code === null && thrown.message.includes(String(status)), `${status} ${body}`);
  }
});

test("words that nobody knows cost nothing else of a record", async () => {
  const record = { identity: "aii_x", name: "Acme", status: "resting", tier: "government_verified", surfaces: [{ surface: "telegram:@acme", method: "telegram_bot", freshness: "stale" }] };
  answer = reply(200, JSON.stringify(record));
  assert.deepEqual(await connect(home).whoisByIdentity("aii_x"), record);
});

test("what is refused for now is asked again after the wait that is named", async () => {
  const keys = [];
  answer = (request, response) => {
    keys.push(request.headers["idempotency-key"]);
    if (keys.length < 3) reply(429, '{"code":"rate_limited"}', { "Content-Type": "application/problem+json", "Retry-After": "0" })(request, response);
    else reply(201, '{"id":"psp_1"}')(request, response);
  };
  assert.equal((await connect(home, { retries: 2 }).issuePassport("aii_x", {})).id, "psp_1");
  assert.deepEqual([keys.length, new Set(keys).size, keys[0].length], [3, 1, 32]);
  keys.length = 0;
  await assert.rejects(() => connect(home).issuePassport("aii_x", {}), RegistryException);
  assert.deepEqual(keys, [undefined], "it is an option");
});

test("what got no answer is sent again only where that does no harm", async () => {
  let tries = 0;
  const failing = async () => {
    tries++;
    throw new TypeError("fetch failed");
  };
  await assert.rejects(() => connect(home, { retries: 2, fetch: failing }).whoisByIdentity("aii_x"), TypeError);
  assert.equal(tries, 3);
  tries = 0;
  await assert.rejects(() => connect(home, { retries: 2, fetch: failing }).login({ email: "a@b.example", password: "x" }, "false"), TypeError);
  assert.equal(tries, 1);
});

test("what is no option is refused", () => {
  for (const wrong of [{ timeoutSeconds: NaN }, { timeoutSeconds: 0 }, { timeoutSeconds: "3" }, { longestAnswer: -1 }, { retries: -1 }, { retries: 1.5 }, { retries: Infinity }]) assert.throws(() => connect(home, wrong), RangeError);
  assert.throws(() => connect("registry.example"), TypeError);
});

test("a list is walked to its end", async () => {
  const asked = [];
  const items = [];
  for await (const item of all(async cursor => {
    asked.push(cursor);
    return { items: [asked.length * 2, asked.length * 2 + 1], next_cursor: asked.length < 3 ? `c${asked.length}` : null };
  })) items.push(item);
  assert.deepEqual([items, asked], [[2, 3, 4, 5, 6, 7], [null, "c1", "c2"]]);
});
