import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { connect } from "../dist/index.js";

// Answers of a later version of the registry, made from its description so that no enumeration is forgotten: in every enumeration a value
// that nobody knows, in every object one member more.
const description = JSON.parse(readFileSync(new URL("../../../openapi/v1.json", import.meta.url), "utf8"));
const schemas = description.components.schemas;
const enumerations = Object.keys(schemas).filter(name => schemas[name].enum);
const word = "not_invented_yet";

function sample(schema, met) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    if (schemas[name].enum) met.add(name);
    return sample(schemas[name], met);
  }

  if (schema.oneOf) return sample(schema.oneOf[0], met);
  if (schema.enum) return word;
  switch (schema.type) {
    case "object": {
      const members = Object.entries(schema.properties ?? {}).map(([name, member]) => [name, sample(member, met)]);
      const others = typeof schema.additionalProperties === "object" ? sample(schema.additionalProperties, met) : { kind: word };
      return Object.fromEntries([...members, ["added_later", others]]);
    }
    case "array": return [sample(schema.items, met)];
    case "boolean": return true;
    case "integer": return 7;
    case "string": return schema.format === "date-time" ? "2026-05-01T00:00:00Z" : "some text";
    case undefined: return "anything";
    default: throw new Error(`What is a ${schema.type}?`);
  }
}

const answers = Object.values(description.paths).flatMap(path => Object.values(path)).flatMap(operation =>
  Object.entries(operation.responses)
    .map(([status, response]) => [Number(status), response.content?.["application/json"]?.schema])
    .filter(([status, schema]) => status >= 200 && status < 300 && schema && schema.type !== "string")
    .map(([status, schema]) => {
      const met = new Set();
      return { operation: operation.operationId[0].toLowerCase() + operation.operationId.slice(1), status, body: sample(schema, met), met };
    }));

const answering = (body, status = 200) => connect("https://registry.example", {
  fetch: async () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }),
});

for (const { operation, status, body } of answers) {
  test(`${operation} of a later version is handed on as it came`, async () => {
    const registry = answering(body, status);
    // Texts do for parameters and bodies alike; a signal is not given.
    const texts = Array.from({ length: registry[operation].length }, () => "x").slice(0, -1);
    assert.deepEqual(await registry[operation](...texts), operation === "verify" ? { ...body, valid: false } : body);
  });
}

test("every enumeration of the description is in some answer", () => {
  assert.deepEqual([...new Set(answers.flatMap(answer => [...answer.met]))].sort(), [...enumerations].sort());
  assert.ok(enumerations.length > 10);
});

test("every enumeration is an open union", () => {
  const types = readFileSync(new URL("../dist/registry-client.d.ts", import.meta.url), "utf8");
  const lines = [...types.matchAll(/^export type (\w+) = (.*);$/gm)];
  for (const name of enumerations)
    assert.deepEqual(lines.filter(line => line[1] === name).map(line => line[2]), [`${schemas[name].enum.map(value => JSON.stringify(value)).join(" | ")} | (string & {})`]);
  // One that stands within another type would be closed.
  assert.doesNotMatch(types, /: "[^"]*" \| "/);
});

test("a verdict with a reason is a refusal, known or not", async () => {
  const body = answers.find(answer => answer.operation === "verify").body;
  for (const [valid, reason, expected] of [[false, word, false], [true, word, false], [true, "revoked", false], [true, "", false], [false, null, false], [true, null, true]]) {
    const verdict = await answering({ ...body, valid, reason }).verify({ passport: "eyJ" });
    assert.deepEqual([verdict.valid, verdict.reason, verdict.tier], [expected, reason, word]);
  }
});
