import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { RunOutcome } from "../../../result/outcome.ts";
import type { QueryAnswer, QueryFault, WarehouseTable, WholeCell } from "../../../warehouse/warehouse.ts";
import { simulation } from "../../../workers/simulation-client.ts";
import { openWarehouse } from "../../../workers/warehouse-client.ts";
import type { WarehouseClient } from "../../../workers/warehouse-client.ts";
import { readPreference, writePreference } from "../../keeping/preferences.ts";
import { runStore } from "../../stores/run-store.ts";

/** Where the console stands: the database starts and is filled once per run, then answers. */
export type SqlPhase = "asleep" | "starting" | "filling" | "ready" | "querying";

export type SqlSession = {
  readonly phase: SqlPhase;
  readonly tables: readonly WarehouseTable[];
  readonly answer: QueryAnswer | null;
  readonly fault: QueryFault | null;
  /** What was typed; kept over tabs and reloads. */
  readonly text: string;
};

const TEXT_LIMIT = 65_536;

export const sqlStore = createStore<SqlSession>()(() => ({
  phase: "asleep",
  tables: [],
  answer: null,
  fault: null,
  text: readPreference("sql") ?? "",
}));

export function useSql<T>(selector: (session: SqlSession) => T): T {
  return useStore(sqlStore, selector);
}

let client: WarehouseClient | null = null;
/** The run whose tables the database holds. */
let filledFrom: RunOutcome | null = null;
let filling: Promise<boolean> | null = null;

export function setSqlText(text: string): void {
  sqlStore.setState({ text });
  if (text.length <= TEXT_LIMIT) writePreference("sql", text);
}

function giveUp(fault: QueryFault): false {
  if (fault.kind === "crashed") client?.close();
  if (client?.isAlive() === false) {
    client = null;
    filledFrom = null;
  }
  sqlStore.setState({ phase: client === null ? "asleep" : "ready", fault, answer: null });
  return false;
}

async function fillFrom(outcome: RunOutcome): Promise<boolean> {
  sqlStore.setState({ phase: client === null ? "starting" : "filling", fault: null });
  try {
    // The run's worker gathers its tables while the database starts.
    const gathered = simulation().tables();
    gathered.catch(() => undefined);
    if (client === null) {
      const opened = await openWarehouse();
      if (!opened.ok) return giveUp(opened.error);
      client = opened.value;
    }
    sqlStore.setState({ phase: "filling" });
    const loaded = await client.load(await gathered);
    if (!loaded.ok) return giveUp(loaded.error);
    filledFrom = outcome;
    sqlStore.setState({ phase: "ready", tables: loaded.value, answer: null, fault: null });
    return true;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return giveUp({
      kind: "crashed",
      message: "The tables of the run could not be fetched. Run the design again, then open this tab.",
      detail,
    });
  }
}

/** Starts the database and fills it with the tables of the last run, when that has not been done yet. True when it can answer. */
export async function prepareSql(): Promise<boolean> {
  const { outcome } = runStore.getState();
  if (outcome === null || !("result" in outcome)) return false;
  if (client !== null && filledFrom === outcome) return true;
  filling ??= fillFrom(outcome).finally(() => {
    filling = null;
  });
  return filling;
}

/** Runs one statement; its answer or its fault is then in the session. */
export async function runSql(sql: string): Promise<void> {
  if (sqlStore.getState().phase === "querying") return;
  if (!(await prepareSql()) || client === null) return;
  sqlStore.setState({ phase: "querying", fault: null });
  const outcome = await client.query(sql);
  if (!outcome.ok) {
    giveUp(outcome.error);
    return;
  }
  sqlStore.setState({ phase: "ready", answer: outcome.value, fault: null });
}

export function cancelSql(): void {
  client?.cancel();
}

/** The answer with every text whole, for a file; a text that was too long to keep stays cut. */
export async function wholeAnswer(answer: QueryAnswer): Promise<QueryAnswer> {
  if (Object.keys(answer.cut).length === 0) return answer;
  const cells = new Map((await wholeCells(answer)).map(({ place, text }) => [place, text]));
  const rows = answer.rows.map((row, at) => row.map((cell, index) => cells.get(`${at}:${index}`) ?? cell));
  return { ...answer, rows };
}

/** Puts the whole text of a cell on the clipboard; false where it is not kept any more, or the browser does not allow it. */
export async function copyWhole(answer: QueryAnswer, place: string): Promise<boolean> {
  const cell = (await wholeCells(answer)).find((each) => each.place === place);
  if (cell === undefined) return false;
  return navigator.clipboard.writeText(cell.text).then(
    () => true,
    () => false,
  );
}

/** Those of the answer that is shown, and of no other. */
async function wholeCells(answer: QueryAnswer): Promise<readonly WholeCell[]> {
  return client === null || sqlStore.getState().answer !== answer ? [] : client.wholeCells();
}
