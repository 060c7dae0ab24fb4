import { describe, expect, test } from "vitest";
import { must } from "../../src/base/assert.ts";
import { LOG } from "../../src/engine/feeds/log-part.ts";
import { LakeTable } from "../../src/engine/files/lake-table.ts";
import { userOfRow } from "../../src/engine/rows/rows.ts";
import { createRun } from "../../src/simulate/run.ts";
import type { Run } from "../../src/simulate/run.ts";
import type { Settings } from "../../src/design/types.ts";
import { drawing } from "../support/drawing.ts";
import { listening } from "../support/listening.ts";
import { smallScenario } from "../support/small-workload.ts";

const USER = 3;

type Options = {
  readonly erase?: Settings;
  /** Tasks after the erasure, one after the other. */
  readonly after?: readonly Settings[];
  readonly copies?: boolean;
  readonly tables?: boolean;
};

/** Events in a log, an Iceberg table and, where `copies`, in a bucket with a warehouse behind it; between two commits of the table a user is erased from it. */
function erased({ erase = {}, after = [], copies = false, tables = true }: Options): Run {
  const quick = { startUpMedianMs: 2000, startUpP99Ms: 4000 };
  const tasks = after.map((settings, i) => ({ id: `task${i}`, kind: "table-maintenance", settings: { ...quick, ...settings } }));
  const design = drawing({
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "log", kind: "kafka" },
      { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 100_000 } },
      { id: "table", kind: "iceberg-table", settings: { commitEveryMs: 200_000 } },
      { id: "erase", kind: "table-maintenance", settings: { does: "erase", userId: USER, everyMs: 1_500_000, ...quick, ...erase } },
      ...tasks,
      { id: "athena", kind: "athena" },
      { id: "board", kind: "dashboard" },
      ...(copies
        ? [
            { id: "dump", kind: "kafka-connect-s3", settings: { rotateMs: 60_000 } },
            { id: "bucket", kind: "s3" },
            { id: "house", kind: "redshift", settings: { loadEveryMs: 120_000 } },
          ]
        : []),
    ],
    wires: [
      ...["app.events -> log.produce", "log.consume -> connect.in", "connect.files -> table.objects", "erase.files -> table.objects"],
      ...["table.objects -> athena.data", "athena.rows -> board.rows"],
      ...tasks.map(({ id }) => `${id}.files -> table.objects`),
      ...tasks.map(({ id }, i) => `${i === 0 ? "erase" : `task${i - 1}`}.done -> ${id}.start`),
      ...(copies ? ["log.consume -> dump.in", "dump.files -> bucket.objects", "bucket.objects -> house.data"] : []),
    ],
  });
  const scenario = smallScenario({ durationMs: 1_600_000, users: 30, installShare: 0 });
  const created = createRun({ design, scenario, seed: 5, faults: [], tables });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const run = created.value;
  while (!run.over) run.step();
  return run;
}

const EXPIRE = { does: "expire", olderThanHours: 0 };
const VACUUM = { does: "vacuum", olderThanHours: 0 };

const remainingOf = (run: Run) => {
  const { remaining } = run.result(0);
  return must(remaining, "somebody was erased");
};
const placesOf = (run: Run, part: string): readonly string[] =>
  remainingOf(run)
    .filter((held) => held.part === part)
    .map(({ place }) => place);

describe("what is left of a user who was erased (G3)", () => {
  test("an erasure alone leaves older versions, until they are expired and vacuumed", () => {
    const alone = placesOf(erased({}), "table");
    expect(alone).toContain("older versions");
    const expired = placesOf(erased({ after: [EXPIRE] }), "table");
    expect(expired).toContain("expired versions");
    expect(expired).not.toContain("older versions");
    const vacuumed = placesOf(erased({ after: [EXPIRE, VACUUM] }), "table");
    expect(vacuumed.filter((place) => place !== "newest version")).toEqual([]);
    expect(placesOf(erased({ erase: { deletes: "merge-on-read" } }), "table")).toContain("under delete files");
  });

  test("rows are those that lie in each object of the table and at each offset of the log, counted by hand", () => {
    const run = erased({ after: [EXPIRE] });
    const { rows } = run.machine.run;
    const isAbout = (ref: number): boolean => userOfRow(rows, ref) === USER;
    const table = run.machine.nodes.get("table");
    if (!(table instanceof LakeTable)) throw new Error("no table");
    let [byHand, bytes] = [0, 0];
    for (const { file, over, vacuumedAtMs } of table.log.objects.values()) {
      if (over !== null || vacuumedAtMs < Infinity) continue;
      const stored = rows.files[file];
      const found = [...stored.refs].filter(isAbout).length;
      byHand += found;
      bytes += (stored.storedBytes * found) / stored.rows;
    }
    const held = remainingOf(run).filter(({ part }) => part === "table");
    expect(held.reduce((sum, one) => sum + one.rows, 0)).toBe(byHand);
    expect(held.reduce((sum, one) => sum + one.bytes, 0)).toBeCloseTo(bytes, 6);
    expect(byHand).toBeGreaterThan(0);
    const log = must(LOG.of(run.machine.nodes.get("log")), "a log");
    let inLog = 0;
    for (let p = 0; p < log.partitionCount(); p++)
      for (let offset = log.partition(p).start; offset < log.partition(p).end; offset++)
        if (isAbout(log.partition(p).refAt(offset))) inLog++;
    expect(remainingOf(run).find(({ part }) => part === "log")).toMatchObject({ user: USER, place: "log", rows: inLog });
    expect(remainingOf(run).some(({ part }) => part === "athena")).toBe(false);
  });

  test("copies in a bucket and in a warehouse are told by name, with a finding each, whether tables are kept or not", () => {
    const run = erased({ copies: true, after: [EXPIRE, VACUUM] });
    const held = remainingOf(run);
    expect(held.find(({ part }) => part === "bucket")).toMatchObject({ place: "standard" });
    expect(held.find(({ part }) => part === "house")).toMatchObject({ place: "rows" });
    const { findings, tables } = run.result(0);
    const told = findings.filter(({ code }) => code === "erasure.remains").map(({ where }) => where);
    expect(new Set(told)).toEqual(new Set(held.map(({ part }) => `system.parts.${part}`)));
    expect(tables["remaining_rows"]).toBe(held.length);
    expect(remainingOf(erased({ copies: true, after: [EXPIRE, VACUUM], tables: false }))).toEqual(held);
  });

  test("what is served to the user still is told, too: the list of a store and of the cache before it, a vector that is ranked by", () => {
    const quick = { startUpMedianMs: 2000, startUpP99Ms: 4000 };
    const listened = (userId: number, ranked: boolean) => {
      const created = createRun({
        design: drawing({
          parts: [
            { id: "users", kind: "web-app" },
            { id: "log", kind: "kafka" },
            { id: "connect", kind: "kafka-connect-s3", settings: { rotateMs: 100_000 } },
            { id: "table", kind: "iceberg-table", settings: { commitEveryMs: 200_000 } },
            { id: "erase", kind: "table-maintenance", settings: { does: "erase", userId, everyMs: 1_200_000, ...quick } },
            { id: "train", kind: "model-training", settings: { everyEvents: 1000, startUpMs: 1000, dims: 16 } },
            { id: "update", kind: "stream-worker", settings: { logic: "update-embeddings", workTime: { constant: 1 } } },
            { id: "vectors", kind: "kafka" },
            ...(ranked
              ? [{ id: "index", kind: "vector-index", settings: { probes: null, kept: 10, buildOverheadMs: 5000 } }]
              : [
                  { id: "make", kind: "stream-worker", settings: { logic: "generate-lists", workTime: { constant: 2 } } },
                  { id: "store", kind: "cassandra" },
                  { id: "cache", kind: "redis", settings: { ttlMs: null } },
                ]),
            { id: "api", kind: "recommendation-api" },
          ],
          wires: [
            ...[
              "users.events -> log.produce",
              "log.consume -> connect.in",
              "connect.files -> table.objects",
              "erase.files -> table.objects",
            ],
            ...["log.consume -> train.in", "log.consume -> update.in", "train.model -> update.model"],
            ...["update.out -> vectors.produce", "users.requests -> api.requests"],
            ...(ranked
              ? ["train.model -> index.model", "vectors.consume -> index.vectors", "api.reads -> index.search"]
              : ["vectors.consume -> make.in", "make.out -> store.write", "api.reads -> cache.lookup", "cache.miss -> store.read"]),
          ],
        }),
        scenario: listening({}, 25),
        seed: 1,
        faults: [],
      });
      if (!created.ok) throw new Error(JSON.stringify(created.error));
      const run = created.value;
      while (!run.over) run.step();
      return run;
    };
    const first = (users: Int32Array): number =>
      must(
        [...users].find((each) => each > 0),
        "somebody got one",
      );
    const servedOf = (run: Run) =>
      remainingOf(run)
        .filter(({ part }) => ["store", "cache", "index"].includes(part))
        .map(({ part, place, rows, bytes }) => [part, place, rows, bytes > 0]);
    const { run: before } = listened(3, false).machine;
    const { user, answeredAt } = before.desk.rows;
    const asked = must(
      [...user.data.slice(0, user.length)].find((each, row) => each > 0 && answeredAt.data[row] > 0),
      "somebody asked",
    );
    expect(servedOf(listened(asked, false))).toEqual([
      ["store", "list", 1, true],
      ["cache", "cached list", 1, true],
    ]);
    const { vectors } = listened(3, true).machine.run.rows;
    expect(servedOf(listened(first(vectors.user.data), true))).toEqual([["index", "vector", 1, true]]);
  });

  test("a drawing in which nobody erases anybody says nothing of it", () => {
    expect(erased({ erase: { does: "compact" } }).result(0).remaining).toBeUndefined();
  });
});
