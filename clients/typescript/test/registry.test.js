import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect, PassportVerifier, RegistryException } from "../dist/index.js";

// The real Api, as it is built, on a free port and an empty database.
const api = fileURLToPath(new URL("../../../artifacts/bin/Api/release/AiIdentity.Api.dll", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "aii-ts-"));
let home, running, registry;

const freePort = () => new Promise(resolve => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

before(async () => {
  home = `http://127.0.0.1:${await freePort()}`;
  running = spawn("dotnet", [api], {
    cwd: fileURLToPath(new URL("../../../src/Api", import.meta.url)),
    env: {
      ...process.env, ASPNETCORE_ENVIRONMENT: "Development", ASPNETCORE_URLS: home, Registry__Issuer: home, RateLimiting__Enabled: "false",
      ConnectionStrings__Registry: `Data Source=${join(folder, "registry.db")}`, Logging__LogLevel__Default: "Warning",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  registry = connect(home);
  for (let tries = 0; ; tries++) {
    try {
      if ((await fetch(`${home}/health/ready`)).ok) return;
    } catch {
      // Not listening yet.
    }

    if (running.exitCode !== null || tries > 600) throw new Error("The Api did not start: ./build.sh Build makes it.");
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}, { timeout: 120_000 });

after(async () => {
  if (running.exitCode === null) {
    const ended = new Promise(resolve => running.once("exit", resolve));
    running.kill("SIGTERM");
    await ended;
  }

  rmSync(folder, { recursive: true, force: true });
});

test("the reference identity verifies online and offline, with one verdict", async () => {
  const record = await registry.whoisByIdentity("aii_demo");
  const token = record.passport.token;
  const online = await registry.verify({ passport: token });
  const offline = await new PassportVerifier({ registry: home }).verify(token);
  assert.deepEqual([online.valid, online.reason, online.identity, online.is_demo], [true, null, "aii_demo", true]);
  assert.deepEqual([offline.valid, offline.reason, offline.identity, offline.isDemo], [true, null, "aii_demo", true]);
  assert.deepEqual([offline.tier, offline.operator, offline.surfaces], [online.tier, online.operator, online.surfaces]);
  assert.equal(offline.expiresAt.getTime(), Date.parse(online.expires_at));
});

test("a Passport lives and ends as the operator says, seen offline within the list's lifetime", async () => {
  const email = "ts@acme.example";
  const post = (path, body) => fetch(`${home}${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  await registry.register({ email, password: "correct horse battery staple" });
  let code;
  while (!code) {
    await post("/sandbox/admin/recheck", {});
    const mails = await (await fetch(`${home}/sandbox/admin/mail?to=${email}`)).json();
    code = /^Code: (.+)$/m.exec(mails.at(-1)?.text ?? "")?.[1].trim();
  }

  await registry.confirmEmail({ email, code });
  const session = await registry.login({ email, password: "correct horse battery staple" }, "false");
  const mine = connect(home, session.access_token);
  const identity = await mine.createIdentity({ name: "Acme", operator_display: "Acme Ltd" });
  const passport = await mine.issuePassport(identity.id, { ttl_days: 1 });
  let now = Date.now();
  const verifier = new PassportVerifier({ registry: home, now: () => new Date(now) });
  assert.equal((await verifier.verify(passport.passport)).valid, true);
  await mine.revokePassport(passport.id, {});
  // The registry keeps a list for ten seconds at most, a verifier for its ttl.
  for (let tries = 0; tries < 30 && (await verifier.verify(passport.passport)).valid; tries++) {
    now += 31_000;
    await new Promise(resolve => setTimeout(resolve, 1000));
  }

  assert.equal((await verifier.verify(passport.passport)).reason, "revoked");
  assert.equal((await registry.verify({ passport: passport.passport })).reason, "revoked");
});

test("a refusal is an exception with its problem", async () => {
  await assert.rejects(() => registry.whoisByIdentity("aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    problem => problem instanceof RegistryException && problem.status === 404 && problem.result.code === "identity_unknown");
});
