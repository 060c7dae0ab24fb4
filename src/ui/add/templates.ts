import type { Fragment } from "../../design/edits.ts";
import type { Part, Settings, Wire } from "../../design/types.ts";
import { drawnWireProblem } from "../../catalogue/drawing/wiring.ts";
import { kindById } from "../part-view/kinds.ts";

/** A small drawing to begin from. */
export type Template = { readonly id: string; readonly title: string; readonly text: string; readonly fragment: Fragment };

type Sketch = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** id, kind, column, row, settings that differ from the kind's own. */
  readonly parts: readonly (readonly [id: string, kind: string, column: number, row: number, settings?: Settings])[];
  /** `source.out service.in` */
  readonly wires: readonly string[];
};

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
    title: "App → log → stream processor → store → dashboard",
    text: "Sessions and hourly figures from app events, ready to be queried.",
    parts: [
      ["app", "mobile-app", 0, 0],
      ["gateway", "api-gateway", 1, 0],
      ["log", "kafka", 2, 0],
      ["flink", "flink", 0, 1],
      ["processed", "kafka", 1, 1],
      ["store", "druid", 2, 1],
      ["dashboard", "dashboard", 3, 1],
    ],
    wires: [
      "app.events gateway.in",
      "gateway.out log.produce",
      "log.consume flink.in",
      "flink.sessions processed.produce",
      "flink.aggregates processed.produce",
      "processed.consume store.ingest",
      "store.rows dashboard.rows",
    ],
  },
];

const COLUMN_PX = 240;
const ROW_PX = 176;

function drawn(sketch: Sketch): Template | null {
  const parts: Part[] = [];
  for (const [id, kind, column, row, settings] of sketch.parts) {
    const declared = kindById(kind);
    if (declared === undefined) return null;
    parts.push({
      id,
      kind,
      title: declared.title,
      position: { x: 32 + column * COLUMN_PX, y: 32 + row * ROW_PX },
      settings: settings ?? {},
    });
  }
  const wires: Wire[] = [];
  for (const text of sketch.wires) {
    const [from, to] = text.split(" ").map((end) => {
      const [part = "", port = ""] = end.split(".");
      return { part, port };
    });
    if (from === undefined || to === undefined || drawnWireProblem({ parts, wires }, from, to) !== null) return null;
    wires.push({ id: text.replace(" ", "-").replaceAll(".", "-"), from, to });
  }
  return { id: sketch.id, title: sketch.title, text: sketch.text, fragment: { parts, wires } };
}

/** The templates whose kinds and wires this app's catalogue has. */
export function templates(): readonly Template[] {
  return SKETCHES.flatMap((sketch) => drawn(sketch) ?? []);
}
