import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createServer } from "node:http";
import { decisions, keys } from "./vectors.js";

// The package as it is packed, installed into an empty folder, as a stranger does it.
const here = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "aii-npm-"));
const local = name => join(here, "node_modules", ".bin", name);
const run = (command, args, options = {}) => execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], ...options });
let tarball;

before(() => {
  tarball = JSON.parse(run("npm", ["pack", here, "--json", "--pack-destination", folder]))[0];
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  run("npm", ["install", join(folder, tarball.filename), "--no-audit", "--no-fund", "--offline"]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const program = `
const verifier = new PassportVerifier({ registry: "https://registry.example", fetch: () => Promise.reject(new TypeError("fetch failed")) });
verifier.verify("eyJ").then(verdict => console.log(verdict.valid ? verdict.identity : verdict.reason, typeof connect("https://registry.example").whoisByIdentity));
`;

test("it holds what it should and nothing else", () => {
  const files = tarball.files.map(file => file.path);
  for (const file of ["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts", "dist/index.js.map", "dist/cjs/index.js", "dist/cjs/index.d.ts", "dist/cjs/package.json"]) assert.ok(files.includes(file), file);
  assert.deepEqual(files.filter(file => !/^(LICENSE|README\.md|package\.json|dist\/)/.test(file)), []);
  assert.equal(readFileSync(join(here, "LICENSE"), "utf8"), readFileSync(join(here, "../../LICENSE"), "utf8"));
});

test("an ES module imports it", () => {
  writeFileSync(join(folder, "esm.mjs"), `import { connect, PassportVerifier } from "@aiidentity/client";${program}`);
  assert.equal(run("node", ["esm.mjs"]).trim(), "malformed function");
});

test("CommonJS requires it", () => {
  writeFileSync(join(folder, "cjs.cjs"), `const { connect, PassportVerifier } = require("@aiidentity/client");${program}`);
  assert.equal(run("node", ["cjs.cjs"]).trim(), "malformed function");
});

test("its types need no DOM, in ES modules and in CommonJS", () => {
  const source = how => `${how}
export async function ask(judge: PassportJudge, registry: Registry): Promise<string> {
  const verdict = await judge.verify("eyJ", { minimumTier: "issued" });
  if (verdict.valid) return verdict.identity.toUpperCase() + verdict.tier + verdict.expiresAt.toISOString();
  const record = await registry.whoisByIdentity("aii_demo");
  const tier: Tier = record.tier;
  return verdict.reason + tier + connect("https://registry.example", { retries: 1 }).toString() + new PassportVerifier({ registry: "https://registry.example" }).toString();
}
`;
  writeFileSync(join(folder, "types.mts"), source('import { connect, PassportVerifier, type PassportJudge, type Registry, type Tier } from "@aiidentity/client";'));
  writeFileSync(join(folder, "types.cts"), source('import { connect, PassportVerifier, type PassportJudge, type Registry, type Tier } from "@aiidentity/client";'));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, target: "ES2022", lib: ["ES2022"], types: [], module: "NodeNext", moduleResolution: "NodeNext", skipLibCheck: false }, files: ["types.mts", "types.cts"],
  }));
  const { stdout, status } = spawnSync(local("tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  assert.deepEqual([status, stdout], [0, ""]);
});

test("the samples of the documents are what the compiler takes", () => {
  const samples = ["README.md", "../../docs/typescript.md"].flatMap(file => [...readFileSync(join(here, file), "utf8").matchAll(/```ts\n(.*?)```/gs)].map(block => block[1]));
  assert.ok(samples.length >= 4);
  // What a sample finds around it, in an application.
  const around = `declare const process: { env: Record<string, string | undefined> }; declare const request: { headers: { get(name: string): string | null } };
declare const token: string; declare const console: { log(...what: unknown[]): void };\n`;
  const files = samples.map((sample, i) => {
    writeFileSync(join(folder, `sample${i}.mts`), around + sample);
    return `sample${i}.mts`;
  });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, target: "ES2022", lib: ["ES2022"], types: [], module: "NodeNext", moduleResolution: "NodeNext", skipLibCheck: false }, files }));
  const { stdout, status } = spawnSync(local("tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  assert.deepEqual([status, stdout], [0, ""]);
});

test("publint and attw find nothing", () => {
  run(local("publint"), ["--strict", here]);
  run(local("attw"), [join(folder, tarball.filename)]);
});

test("a bundle of it judges a Passport in Chromium", { timeout: 120_000 }, async t => {
  const chromium = ["chromium", "chromium-browser", "google-chrome"].find(name => {
    try {
      run("which", [name]);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(chromium, "Chromium is missing; the browser tests need it too.");
  const good = decisions.cases[0];
  writeFileSync(join(folder, "page.js"), `import { PassportVerifier } from "@aiidentity/client";
new PassportVerifier({ registry: location.origin, issuer: "${decisions.issuer}", now: () => new Date("${good.now}") }).verify("${good.passport}")
  .then(verdict => (document.title = verdict.valid ? verdict.identity : verdict.reason + " " + verdict.cause));`);
  run(createRequire(import.meta.url).resolve("esbuild/bin/esbuild"), ["page.js", "--bundle", "--format=iife", "--outfile=bundle.js", "--log-level=error"]);
  const server = createServer((request, response) => {
    const body = { "/": '<!doctype html><title>…</title><script src="/bundle.js"></script>', "/bundle.js": readFileSync(join(folder, "bundle.js"), "utf8"), "/.well-known/jwks.json": JSON.stringify(keys.sets.published), "/api/v1/status-lists/0": Object.values(good.status_lists)[0] }[request.url];
    response.writeHead(body ? 200 : 404, { "Content-Type": request.url === "/" ? "text/html; charset=utf-8" : request.url.endsWith(".js") ? "text/javascript" : "application/octet-stream" }).end(body);
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { execFile } = await import("node:child_process");
  const shown = await new Promise((resolve, reject) => execFile(chromium, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    `--user-data-dir=${join(folder, "profile")}`, "--timeout=20000", "--virtual-time-budget=10000", "--dump-dom", `http://localhost:${server.address().port}/`], { encoding: "utf8" }, (problem, out) => problem ? reject(problem) : resolve(out)));
  assert.match(shown, new RegExp(`<title>${good.offline.identity}</title>`));
});
