import { createStream } from "../../src/base/rng.ts";
import type { RandomStream } from "../../src/base/rng.ts";
import type { Field, KindDecl, KindExample } from "../../src/catalogue/contract.ts";
import { KINDS } from "../../src/catalogue/registry.ts";
import { parseDesign } from "../../src/design/parse.ts";
import { csvOf, eventsOf, knownEvents } from "../support/events-file.ts";
import { scenarioFor } from "../support/population.ts";
import { meetDesign } from "./designs.ts";
import { refused } from "./verdict.ts";
import type { Ending, Hostile } from "./verdict.ts";

const EVENTS = await eventsOf(csvOf(knownEvents(5, 300)));
/** Short enough for a run of any example to be over soon. */
const WORKLOAD = { durationMs: 5000, warmupMs: 1000, drainMs: 600_000 };

/** What no field takes, whatever it is a field of. */
const ANYTHING: readonly unknown[] = [
  null,
  true,
  "",
  "1",
  "NaN",
  -1,
  -0,
  5e-324,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  [1],
  {},
  { constant: 1 },
];

/** Laws that are none, and laws at their limits. */
const LAWS: readonly unknown[] = [
  { constant: 0 },
  { constant: 1e300 },
  { constant: -1 },
  { exponential: 0 },
  { exponential: 1e12 },
  { uniform: [5, 1] },
  { uniform: [0, 0] },
  { uniform: [1] },
  { lognormal: { medianMs: 1e-9, p99Ms: 1e9 } },
  { lognormal: { medianMs: 5, p99Ms: 5 } },
  { lognormal: { medianMs: 0, p99Ms: 1 } },
  { erlang: { k: 1e9, meanMs: 1 } },
  { erlang: { k: 0.5, meanMs: 1 } },
  { hyperexponential: { p: 2, mean1Ms: 1, mean2Ms: 1 } },
  { hyperexponential: { p: 1, mean1Ms: 1e-9, mean2Ms: 1e9 } },
  { constant: 1, exponential: 1 },
];

/** The ends of the range a field declares, a step beyond each, and what is not of its type. */
export function hostileValues(field: Field): readonly unknown[] {
  if (field.type === "distribution") return [...ANYTHING, ...LAWS];
  if (!("min" in field) || !("max" in field)) return ANYTHING;
  return [...ANYTHING, field.min, field.max, Number(field.min) - 1, Number(field.max) + 1, Number(field.max) / 2];
}

/** An example with settings written over those of the parts of one kind. */
export function meetMutant(example: KindExample, kind: string, settings: { readonly [name: string]: unknown }): Ending {
  const parts = example.parts.map((part) => (part.kind === kind ? { ...part, settings: { ...part.settings, ...settings } } : part));
  const design = parseDesign({ format: "quadrant-design", version: 1, system: { parts, wires: example.wires }, workload: WORKLOAD });
  if (!design.ok) return refused(design.error);
  const replays = example.parts.some((part) => part.kind === "trace-source");
  return meetDesign(design.value, { scenario: scenarioFor(example.parts, 1), ...(replays ? { events: EVENTS } : {}) });
}

/** One field of a kind, set to what nobody sets it to, in each of the kind's examples in turn. */
function mutantsOf(kind: KindDecl): readonly Hostile[] {
  return Object.entries(kind.fields).flatMap(([name, field], at) =>
    hostileValues(field).map((value): Hostile => {
      const example = kind.examples[at % kind.examples.length] as KindExample;
      const shown = Object.is(value, -0) ? "-0" : JSON.stringify(value);
      return { name: `setting: ${kind.id}.${name} = ${shown}`, meet: () => meetMutant(example, kind.id, { [name]: value }) };
    }),
  );
}

/** Every field of every kind with every value of `hostileValues`: thousands. */
export const EVERY_MUTANT: readonly Hostile[] = KINDS.flatMap(mutantsOf);

/** So many of them, drawn by a seed. */
export function someMutants(seed: number, count: number): readonly Hostile[] {
  const random = createStream(seed, "hostile settings");
  return Array.from({ length: count }, () => EVERY_MUTANT[random.nextBelow(EVERY_MUTANT.length)] as Hostile);
}

/** Several fields of one kind at once, each at an end of its range or just within: legal one by one, and nobody's wish together. */
export function extremes(seed: number): Hostile {
  const random = createStream(seed, "settings at their ends");
  const kind = KINDS[random.nextBelow(KINDS.length)] as KindDecl;
  const example = kind.examples[random.nextBelow(kind.examples.length)] as KindExample;
  const settings = Object.fromEntries(
    Object.entries(kind.fields)
      .filter(() => random.nextUniform32() < 0.3)
      .map(([name, field]) => [name, endOf(field, random)])
      .filter(([, value]) => value !== undefined),
  );
  return { name: `ends ${seed}: ${kind.id} ${JSON.stringify(settings)}`, meet: () => meetMutant(example, kind.id, settings) };
}

function endOf(field: Field, random: RandomStream): unknown {
  switch (field.type) {
    case "boolean":
      return random.nextBelow(2) === 0;
    case "choice":
      return field.options[random.nextBelow(field.options.length)]?.value;
    case "distribution":
      return LAWS[random.nextBelow(LAWS.length)];
    case "integer":
    case "number":
    case "optional-number":
      return [field.min, field.max, Math.max(field.min, Math.min(field.max, 1))][random.nextBelow(3)];
    default:
      return undefined;
  }
}
