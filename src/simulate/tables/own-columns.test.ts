import { expect, test } from "vitest";
import { designOf, shortEvening } from "../../../test/support/short-evening.ts";
import type { RunTable } from "../../result/run-table.ts";
import { createRun } from "../run.ts";

function valuesOf(table: RunTable | undefined, name: string): (string | number | undefined)[] {
  const column = table?.columns.find((one) => one.name === name);
  if (column === undefined || column.type === "list") throw new Error(`no column ${name}`);
  return column.type === "text" ? Array.from(column.codes, (code) => column.dictionary[code]) : Array.from(column.values);
}

const namesOf = (table: RunTable | undefined): readonly string[] => table?.columns.map(({ name }) => name) ?? [];

test("E16: what events carry and what is counted of them is the workload's: four columns, counts of its own, all as the batch answer", async () => {
  const scenario = await shortEvening(3);
  const workload = {
    ...scenario.workload,
    dimensions: [
      {
        column: "network",
        all: "ALL_NETWORKS",
        values: [
          { name: "wifi", weight: 3 },
          { name: "mobile", weight: 1 },
        ],
      },
      {
        column: "shop",
        all: "ALL_SHOPS",
        values: [
          { name: "north", weight: 1 },
          { name: "south", weight: 1 },
        ],
      },
      { column: "tier", all: "ALL_TIERS", values: [{ name: "free", weight: 1 }] },
      {
        column: "language",
        all: "ALL_LANGUAGES",
        values: [
          { name: "en", weight: 1 },
          { name: "de", weight: 1 },
          { name: "fr", weight: 1 },
        ],
      },
    ],
    measures: {
      sessionCounts: [
        { column: "gestures", types: ["tap", "screen_view"] },
        { column: "taps", types: ["tap"] },
      ],
      shortSessions: { column: "idle", count: 1, atMost: 0 },
      hourly: [
        { column: "people", counts: "users" as const },
        { column: "taps", counts: ["tap"] },
        { column: "all_events", counts: "events" as const },
      ],
    },
  };
  const design = designOf(scenario, "druid");
  const created = createRun({ design, scenario: { ...scenario, workload }, seed: 1, faults: [] });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const { quality } = run.result(0);
  expect(quality["sessions"]?.exact).toBe(quality["sessions"]?.expectedRows);
  expect(quality["hourly_engagement"]?.exact).toBe(quality["hourly_engagement"]?.expectedRows);

  const [events, sessions, hourly] = run.tables(["events", "sessions", "hourly_engagement"]);
  const carried = ["network", "shop", "tier", "language"];
  expect(namesOf(events).slice(5, 9)).toEqual(carried);
  expect(namesOf(sessions).slice(-9, -1)).toEqual(["events", "gestures", "taps", "idle", ...carried]);
  expect(namesOf(hourly)).toEqual(["year", "month", "day", "hour", ...carried, "people", "taps", "all_events"]);

  const taps = valuesOf(sessions, "taps");
  expect(valuesOf(sessions, "idle")).toEqual(taps.map((count) => (count === 0 ? 1 : 0)));
  expect(taps.some((count) => count !== 0)).toBe(true);
  // The cells over everything count what every user did, once per event id.
  const whole = carried.map((column) => valuesOf(hourly, column)).map((values) => values.map((value) => String(value).startsWith("ALL_")));
  const counted = valuesOf(hourly, "taps").reduce<number>(
    (sum, value, row) => sum + (whole.every((column) => column[row]) ? Number(value) : 0),
    0,
  );
  const [types, users, ids] = [valuesOf(events, "event_type"), valuesOf(events, "user_id"), valuesOf(events, "event_id")];
  const tapped = new Set(ids.filter((_, row) => types[row] === "tap" && users[row] !== -1));
  expect(counted).toBe(tapped.size);
});
