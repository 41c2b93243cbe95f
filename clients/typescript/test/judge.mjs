// node judge.mjs FILE: the reasons that the verifier gives for the cases of a file, one after another, as JSON.
import { readFileSync } from "node:fs";
import { verdictOn } from "./publications.js";

const reasons = [];
for (const given of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  let judged;
  try {
    judged = (await verdictOn(given)).verdict.reason ?? "valid";
  } catch (problem) {
    judged = String(problem);
  }

  reasons.push(judged);
}

console.log(JSON.stringify(reasons));
