import { expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { heldStreams } from "../../src/catalogue/drawing/held-streams.ts";
import { KINDS } from "../../src/catalogue/registry.ts";
import { emptyDesign } from "../../src/design/empty.ts";
import { parseWireText } from "../../src/design/wire-text.ts";
import { isListStore } from "../../src/engine/tables/list-store.ts";
import { createRun } from "../../src/simulate/run.ts";
import { scenarioFor } from "../support/population.ts";

/** Examples of users with tastes: the only ones in which lists are made. */
const cases = KINDS.flatMap((kind) => kind.examples.map((example) => [`${kind.id}: ${example.title}`, example] as const)).filter(
  ([, { parts }]) => parts.some(({ kind }) => kind === "web-app"),
);

test.each(cases)("%s: what a store was given, the drawing says it can hold", (_, example) => {
  const parts = example.parts.map(({ id, kind, settings }) => ({
    id,
    kind,
    title: id,
    position: { x: 0, y: 0 },
    settings: settings ?? {},
  }));
  const system = { parts, wires: example.wires.map((text) => ({ id: text, ...must(parseWireText(text), text) })) };
  const created = createRun({
    design: { ...emptyDesign(example.title), system },
    scenario: scenarioFor(example.parts, 6),
    seed: 7,
    faults: [],
  });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  const held = heldStreams(system);
  const ids = (part: string) => held(part)?.map(({ id }) => id) ?? [];
  const { users } = run.machine.run.dimensions;
  for (const [part, node] of run.machine.nodes) {
    if (!isListStore(node)) continue;
    const lists = Array.from({ length: users }, (_each, user) => node.lists.shownAt(user, Infinity)).filter((list) => list >= 0);
    expect(lists.length > 0, part).toBe(ids(part).includes("list"));
    const lengths = held(part)?.flatMap(({ columns }) => columns.filter(({ name }) => name === "items").map(({ type }) => type));
    if (lists.length > 0) expect(lengths, part).toEqual([`BIGINT[${run.lists.makerOf(must(lists[0], part)).length}]`]);
  }
});
