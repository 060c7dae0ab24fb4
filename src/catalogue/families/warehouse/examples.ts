import type { KindExample } from "../../contract.ts";

type Part = KindExample["parts"][number];
type Settings = NonNullable<Part["settings"]>;

/** Files of a minute each, soon there. */
const FILE_A_MINUTE: Settings = { everyMs: 60_000, makingMedianMs: 2000, makingP99Ms: 5000, pollMs: 5000 };

/** The app's events in files of a minute each, loaded into this warehouse; whatever else stands there, and its wires. */
export function loadedByTheMinute(
  kind: string,
  settings: Settings,
  others: readonly Part[],
  wires: readonly string[],
): Pick<KindExample, "parts" | "wires"> {
  return {
    parts: [
      { id: "app", kind: "mobile-app" },
      { id: "drop", kind: "batch-drop", settings: FILE_A_MINUTE },
      { id: "raw", kind: "s3" },
      { id: "warehouse", kind, ...settled(settings) },
      ...others,
    ],
    wires: ["app.events -> drop.in", "drop.files -> raw.objects", "raw.objects -> warehouse.data", ...wires],
  };
}

function settled(settings: Settings): { readonly settings?: Settings } {
  return Object.keys(settings).length === 0 ? {} : { settings };
}

/** Airflow begins a load each minute, and tries it again. */
export function loadedAsTask(kind: string, settings: Settings): Pick<KindExample, "parts" | "wires"> {
  const dag = { id: "dag", kind: "airflow", settings: { everyMs: 60_000, retries: 2, retryDelayMs: 20_000 } };
  return loadedByTheMinute(kind, settings, [dag], ["dag.triggers -> warehouse.start"]);
}

/** A dashboard asks it. */
export function askedByBoard(kind: string, settings: Settings, board: Settings): Pick<KindExample, "parts" | "wires"> {
  return loadedByTheMinute(kind, settings, [{ id: "board", kind: "dashboard", ...settled(board) }], ["warehouse.rows -> board.rows"]);
}

/** What a task that loads its hour again and again comes to. */
export function mergedAsTask(kind: string): KindExample {
  return {
    title: "A load as a task of Airflow",
    ...loadedAsTask(kind, { reads: "interval", loads: "merge" }),
    expect: "The task loads its hour again at every tick, and no row is there twice.",
  };
}
