import type { Fragment } from "../../design/edits.ts";
import type { Part, Settings, Wire, WireEnd } from "../../design/types.ts";
import type { KindDecl } from "../../catalogue/contract.ts";
import { drawnWireProblem } from "../../catalogue/drawing/wiring.ts";
import { KINDS, kindById } from "../part-view/kinds.ts";

/** A small drawing to begin from. */
export type Template = { readonly id: string; readonly title: string; readonly text: string; readonly fragment: Fragment };

type Sketch = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** id, kind, column, row, settings that differ from the kind's own. The kind `PEOPLE` is whoever makes events where it is drawn. */
  readonly parts: readonly (readonly [id: string, kind: string, column: number, row: number, settings?: Settings])[];
  /** `source.out service.in`; `*` is the first output of the part. */
  readonly wires: readonly string[];
};

/** Stands for the people or services of the scenario's workload, and without one for a source that needs none. */
const PEOPLE = "people";

const SKETCHES: readonly Sketch[] = [
  {
    id: "queue",
    title: "Source → queue → service → sink",
    text: "Records at a fixed mean rate wait in a queue for a service. The smallest thing that can be overloaded.",
    parts: [
      ["source", "poisson-source", 0, 0],
      ["service", "service", 1, 0],
      ["sink", "sink", 2, 0],
    ],
    wires: ["source.out service.in", "service.out sink.in"],
  },
  {
    id: "buffered",
    title: "Source → log → service → sink",
    text: "The same with a replicated log between: records survive a slow or dead consumer.",
    parts: [
      ["source", "poisson-source", 0, 0],
      ["log", "kafka", 1, 0],
      ["service", "service", 2, 0],
      ["sink", "sink", 3, 0],
    ],
    wires: ["source.out log.produce", "log.consume service.in", "service.out sink.in"],
  },
  {
    id: "stream-to-dashboard",
    title: "Events → log → stream processor → store → dashboard",
    text: "Sessions and figures from events as they come, ready to be queried.",
    parts: [
      ["app", PEOPLE, 0, 0],
      ["gateway", "api-gateway", 1, 0],
      ["log", "kafka", 2, 0],
      ["flink", "flink", 0, 1],
      ["processed", "kafka", 1, 1],
      ["store", "druid", 2, 1],
      ["dashboard", "dashboard", 3, 1],
    ],
    wires: [
      "app.* gateway.in",
      "gateway.out log.produce",
      "log.consume flink.in",
      "flink.sessions processed.produce",
      "flink.aggregates processed.produce",
      "processed.consume store.ingest",
      "store.rows dashboard.rows",
    ],
  },
  {
    id: "batch-to-warehouse",
    title: "Events → log → files → Airflow and Spark → warehouse",
    text: "Events land as files; every two minutes a job makes figures of the new ones, and a warehouse loads them for a dashboard.",
    parts: [
      ["source", PEOPLE, 0, 0],
      ["log", "kafka", 1, 0],
      ["connect", "kafka-connect-s3", 2, 0, { rotateMs: 20_000 }],
      ["raw", "s3", 3, 0],
      ["schedule", "airflow", 0, 1, { everyMs: 120_000 }],
      ["job", "spark-job", 1, 1, { reads: "new-files", aggregate: true, events: false }],
      ["figures", "s3", 2, 1],
      ["warehouse", "redshift", 3, 1],
      ["dashboard", "dashboard", 3, 2],
    ],
    wires: [
      "source.* log.produce",
      "log.consume connect.in",
      "connect.files raw.objects",
      "raw.objects job.in",
      "schedule.triggers job.start",
      "job.files figures.objects",
      "figures.objects warehouse.data",
      "warehouse.rows dashboard.rows",
    ],
  },
];

/** Of the source that stands for people where there is no scenario: enough keys for sessions to differ. */
const POISSON: Settings = { ratePerSecond: 20, keys: 500 };

/** The kind a drawing for this generator begins with. */
export function firstKind(generator: string | null): KindDecl | undefined {
  return kindById(peopleFor(generator).kind);
}

/** Who makes events in a drawing for this generator of a workload; null: there is none. */
function peopleFor(generator: string | null): { readonly kind: string; readonly settings: Settings } {
  const of = KINDS.find(({ population }) => population !== undefined && population === generator);
  return of === undefined ? { kind: "poisson-source", settings: POISSON } : { kind: of.id, settings: {} };
}

const COLUMN_PX = 240;
const ROW_PX = 176;

function drawn(sketch: Sketch, generator: string | null): Template | null {
  const parts: Part[] = [];
  for (const [id, wanted, column, row, own] of sketch.parts) {
    const { kind, settings } = wanted === PEOPLE ? peopleFor(generator) : { kind: wanted, settings: own ?? {} };
    const declared = kindById(kind);
    if (declared === undefined) return null;
    const position = { x: 32 + column * COLUMN_PX, y: 32 + row * ROW_PX };
    const version = declared.version === 1 ? {} : { version: declared.version };
    parts.push({ id, kind, ...version, title: declared.title, position, settings });
  }
  const wires: Wire[] = [];
  for (const text of sketch.wires) {
    const [from, to] = text.split(" ").map((end) => endOf(end, parts));
    if (from === undefined || to === undefined || drawnWireProblem({ parts, wires }, from, to) !== null) return null;
    wires.push({ id: `${from.part}-${from.port}-${to.part}-${to.port}`, from, to });
  }
  return { id: sketch.id, title: sketch.title, text: sketch.text, fragment: { parts, wires } };
}

function endOf(text: string, parts: readonly Part[]): WireEnd {
  const [part = "", port = ""] = text.split(".");
  if (port !== "*") return { part, port };
  const kind = kindById(parts.find(({ id }) => id === part)?.kind ?? "");
  return { part, port: kind?.ports.find(({ direction }) => direction === "out")?.id ?? "" };
}

/** The templates whose kinds and wires this app's catalogue has, for a drawing whose events a workload with this generator makes; null: nobody does. */
export function templates(generator: string | null): readonly Template[] {
  return SKETCHES.flatMap((sketch) => drawn(sketch, generator) ?? []);
}
