import { expect, test } from "vitest";
import { drawing } from "../../../../test/support/drawing.ts";
import { eventsOf } from "../../../../test/support/events-file.ts";
import { runDesign } from "../../../simulate/run.ts";

const DESIGN = drawing({
  parts: [
    { id: "trace", kind: "trace-source" },
    { id: "out", kind: "sink" },
  ],
  wires: ["trace.events -> out.in"],
});

test("without a file it refuses to run, and says what to do", () => {
  const { outcome } = runDesign({ design: DESIGN, scenario: null, seed: 1, faults: [] });
  expect(outcome).toMatchObject({
    status: "refused",
    findings: [{ code: "no-events", message: "trace has no file to replay. Choose one in its settings, or give it with --events FILE." }],
  });
});

test("every row of the file is a record, with its own bytes", async () => {
  const events = await eventsOf("user,ts\na,10\nbb,20\na,x\n");
  const ran = runDesign({ design: DESIGN, scenario: null, seed: 1, faults: [], events });
  expect(ran.outcome).toMatchObject({ status: "finished", result: { ledger: { produced: 2, delivered: 2, balanced: true } } });
  const [table] = ran.tables(["events"]);
  expect(
    table?.columns.map((column) => [column.name, "values" in column ? [...column.values] : "dictionary" in column && column.dictionary]),
  ).toMatchObject([
    ["event_id", [0, 1]],
    ["user_id", ["a", "bb"]],
    ["event_type", ["event"]],
    ["event_time", [10_000, 20_000]],
    ["sent_at", [10_000, 20_000]],
    ["device_type", ["unknown"]],
    ["app_version", ["unknown"]],
    ["country", ["unknown"]],
    ["item_id", [-1, -1]],
    ["bytes", [5, 6]],
    ["fate", expect.anything()],
    ["line", [2, 3]],
  ]);
});
