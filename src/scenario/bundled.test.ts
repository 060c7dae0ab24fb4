import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareEstimate, evaluateEstimates } from "../design/estimate.ts";
import { listBundled, loadBundled } from "./bundled.ts";
import { parseScenario } from "./parse.ts";
import { pinnedFacts } from "./questions.ts";
import type { ScenarioDesign } from "./types.ts";

const GRID = 16;
const NODE = { width: 176, height: 88 };
const GAP = 64;

async function designsOf(id: string): Promise<readonly ScenarioDesign[]> {
  const loaded = await loadBundled(id);
  return loaded.ok ? loaded.value.designs : [];
}

it("refuses a scenario it does not have, also one that climbs out of its folder", async () => {
  expect(await loadBundled("nothing")).toMatchObject({
    ok: false,
    error: [
      {
        message: `There is no scenario "nothing". Known: ${listBundled()
          .map(({ id }) => id)
          .join(", ")}.`,
      },
    ],
  });
  expect(await loadBundled("../src")).toMatchObject({ ok: false });
});

describe.each(listBundled().map(({ id }) => id))("%s", (id) => {
  it("loads as the list says", async () => {
    const loaded = await loadBundled(id);
    expect(loaded).toMatchObject({ ok: true, value: listBundled().find((entry) => entry.id === id) });
  });

  it("is what its files say when they are read as a stranger's", async () => {
    const read = (file: string): string => readFileSync(new URL(`../../scenarios/${id}/${file}`, import.meta.url), "utf8");
    const parsed = parseScenario(read("scenario.yaml"), read);
    expect(JSON.stringify(await loadBundled(id))).toBe(JSON.stringify(parsed));
  });

  it("has a starter, two references and three naive designs", async () => {
    const roles = (await designsOf(id)).map(({ role }) => role);
    expect(roles.filter((role) => role === "starter")).toHaveLength(1);
    expect(roles.filter((role) => role === "reference").length).toBeGreaterThanOrEqual(2);
    expect(roles.filter((role) => role === "naive").length).toBeGreaterThanOrEqual(3);
  });

  it("draws tidily: on the grid, with room between, in so few columns that titles can be read", async () => {
    for (const { name, design } of await designsOf(id)) {
      const { parts } = design.system;
      for (const { id: part, position } of parts) expect([position.x % GRID, position.y % GRID], `${name}: ${part}`).toEqual([0, 0]);
      for (const [index, one] of parts.entries()) {
        for (const other of parts.slice(index + 1)) {
          const apart =
            Math.abs(one.position.x - other.position.x) >= NODE.width + GAP ||
            Math.abs(one.position.y - other.position.y) >= NODE.height + GAP;
          expect(apart, `${name}: ${one.id} and ${other.id} stand too close`).toBe(true);
        }
      }
      // The canvas is more than twice as wide as high: more than four rows of cards would make all of them smaller than wider rows do.
      const columns = new Set(parts.map(({ position }) => position.x)).size;
      expect(columns, name).toBeLessThanOrEqual(parts.length > 20 ? 7 : 5);
    }
  });

  it("fills all four quadrants, and every name in them leads somewhere", async () => {
    const loaded = await loadBundled(id);
    if (!loaded.ok) throw new Error("the scenario loads");
    const scenario = loaded.value;
    const ids = (items: readonly { readonly id: string }[]): ReadonlySet<string> => new Set(items.map((item) => item.id));
    for (const { name, design } of scenario.designs) {
      const { notes, schema, system, api } = design;
      expect(
        [
          notes.text === "",
          notes.requirements.length === 0,
          notes.estimates.length === 0,
          schema.tables.length === 0,
          api.endpoints.length === 0,
        ],
        name,
      ).toEqual([false, false, false, false, false]);
      const lost = [
        ...notes.asked.filter((asked) => !ids(scenario.questions).has(asked)),
        ...notes.requirements.flatMap(({ goal }) => (goal === undefined || ids(scenario.goals).has(goal) ? [] : [goal])),
        ...notes.estimates.flatMap(({ measures }) => (measures === undefined || ids(scenario.measures).has(measures) ? [] : [measures])),
        ...notes.tradeoffs.flatMap(({ part }) => (part === undefined || ids(system.parts).has(part) ? [] : [part])),
        ...schema.tables.flatMap(({ part }) => (part === undefined || ids(system.parts).has(part) ? [] : [part])),
        ...api.endpoints
          .flatMap(({ reads }) => (reads === undefined ? [] : [reads.part, reads.table]))
          .filter((each) => !ids(system.parts).has(each) && !ids(schema.tables).has(each)),
      ];
      expect(lost, name).toEqual([]);
      expect(
        api.endpoints.reduce((sum, { share }) => sum + share, 0),
        name,
      ).toBeCloseTo(1, 9);
    }
  });

  it("estimates in units that can be marked", async () => {
    const loaded = await loadBundled(id);
    if (!loaded.ok) throw new Error("the scenario loads");
    const { designs, measures } = loaded.value;
    for (const { name, design } of designs) {
      const facts = pinnedFacts(loaded.value, design.notes.asked).map(({ fact }) => fact);
      const values = evaluateEstimates(design.notes.estimates, facts);
      for (const estimate of design.notes.estimates) {
        const value = values.get(estimate.id);
        const measure = measures.find((each) => each.id === estimate.measures);
        const compared = value?.ok && measure !== undefined ? compareEstimate(value.value, { value: 1, unit: measure.unit }) : value;
        expect(compared, `${name}: ${estimate.name}`).toMatchObject({ ok: true });
        // What is called a rate is one: per second, or per day where it says so, and not per second of a day.
        const [, per] = / *\/(s|day)\b/.exec(estimate.name) ?? [];
        if (per !== undefined && value?.ok === true) expect(value.value.quantity.dimensions["s"], `${name}: ${estimate.name}`).toBe(-1);
      }
    }
  });
});
