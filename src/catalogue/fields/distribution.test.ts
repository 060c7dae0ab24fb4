import { expect, test } from "vitest";
import type { Distribution } from "../contract.ts";
import { distributionProblem, lawInWords, meanMs } from "./distribution.ts";

const laws: readonly (readonly [Distribution, number | null, string])[] = [
  [{ constant: 0 }, 0, "constant 0 ms"],
  [{ exponential: 2 }, 2, "exponential, mean 2 ms"],
  [{ uniform: [2, 6] }, 4, "uniform, mean 4 ms"],
  [{ lognormal: { medianMs: 5, p99Ms: 50 } }, null, "log-normal, median 5 ms"],
  [{ erlang: { k: 3, meanMs: 9 } }, 9, "erlang, mean 9 ms"],
  [{ hyperexponential: { p: 0.25, mean1Ms: 4, mean2Ms: 8 } }, 7, "hyperexponential, mean 7 ms"],
];

test.each(laws)("%j is a law", (law, mean, words) => {
  expect(distributionProblem(law)).toBeNull();
  expect(meanMs(law)).toBe(mean);
  expect(lawInWords(law)).toBe(words);
});

test.each([
  [null],
  [5],
  [[]],
  [{}],
  [{ constant: 1, exponential: 1 }],
  [{ constant: -1 }],
  [{ constant: Number.NaN }],
  [{ exponential: Infinity }],
  [{ exponential: "5" }],
  [{ uniform: [6, 2] }],
  [{ uniform: [1, 2, 3] }],
  [{ lognormal: { medianMs: 5, p99Ms: 5 } }],
  [{ lognormal: { medianMs: 5, p99Ms: 9, p50Ms: 1 } }],
  [{ erlang: { k: 1.5, meanMs: 5 } }],
  [{ erlang: { k: 1e6, meanMs: 5 } }],
  [{ hyperexponential: { p: 2, mean1Ms: 1, mean2Ms: 1 } }],
  [{ __proto__x: 1 }],
])("%j is refused with the form to write", (value) => {
  expect(distributionProblem(value)).toMatch(/write|exactly one key|is not a law/);
});
