import { ChevronDown, Play, Square } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ExampleQuery } from "../../../warehouse/example-query.ts";
import type { WarehouseTable } from "../../../warehouse/warehouse.ts";
import { nameInQuery, namedQueries } from "../../../workers/warehouse-client.ts";
import { shownKeys } from "../../commands/registry.ts";
import { Button } from "../../parts/Button.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { formatNumber, pluralExact } from "../../parts/format.ts";
import { Menu, MenuItem } from "../../parts/Menu.tsx";
import { useKeptWords } from "../../stores/kept-words.ts";
import { resultOf, useRun } from "../../stores/run-store.ts";
import { useSession } from "../../stores/session-store.ts";
import { answerableFirst, firstQuery } from "./first-query.ts";
import { SqlAnswer } from "./SqlAnswer.tsx";
import styles from "./SqlConsole.module.css";
import { SqlEditor } from "./SqlEditor.tsx";
import type { SqlEditorHandle } from "./SqlEditor.tsx";
import { cancelSql, prepareSql, runSql, setSqlText, sqlStore, useSql } from "./sql-session.ts";
import type { SqlPhase } from "./sql-session.ts";
import { tableToCheck } from "./table-to-check.ts";

const HALF_HOUR_MS = 1_800_000;

const PHASES: { readonly [phase in SqlPhase]: string } = {
  asleep: "",
  starting: "Starting the database…",
  filling: "Loading the tables of the run…",
  ready: "",
  querying: "Running…",
};

/** SQL over the tables the last run produced. */
export function SqlConsole() {
  const result = useRun(resultOf);
  const gapMs = useSession((session) => session.scenario?.workload.session.gapMs ?? HALF_HOUR_MS);
  const kept = useKeptWords();
  if (kept !== null) {
    const again = (
      <Button disabled={kept.disabled} onClick={kept.act}>
        {kept.action}
      </Button>
    );
    return (
      <EmptyState title="The rows of this run are not kept" actions={again}>
        {`The run is from ${kept.when}. ${kept.sentence}`}
      </EmptyState>
    );
  }
  if (result === null) {
    return (
      <EmptyState title="Tables come with the end of the run">
        When it has ended, its events, sessions, hourly totals and bill can be queried here.
      </EmptyState>
    );
  }
  return <Console key="console" tablesKnown={result.tables} gapMs={gapMs} />;
}

function Console({ tablesKnown, gapMs }: { readonly tablesKnown: { readonly [name: string]: number }; readonly gapMs: number }) {
  const tables = useSql((session) => session.tables);
  const workload = useSession((session) => session.scenario?.workload ?? null);
  const examples = useMemo(() => namedQueries(gapMs, tables, workload, tablesKnown), [gapMs, tables, workload, tablesKnown]);
  const answer = useSql((session) => session.answer);
  const fault = useSql((session) => session.fault);
  const editor = useRef<SqlEditorHandle>(null);
  const ordered = useMemo(() => answerableFirst(examples, tablesKnown), [examples, tablesKnown]);
  const start = firstQuery(sqlStore.getState().text, examples, tablesKnown);

  useEffect(() => {
    void prepareSql();
  }, [tablesKnown]);

  const toCheck = useStore(tableToCheck, ({ table }) => table);
  useEffect(() => {
    if (toCheck === null || tables.length === 0 || editor.current === null) return;
    tableToCheck.setState({ table: null });
    const example = examples.find(({ checks }) => checks === toCheck);
    if (example === undefined) return;
    editor.current.replace(example.sql);
    void runSql(example.sql);
  }, [toCheck, tables, examples]);

  const runNow = (): void => void runSql(editor.current?.statement() ?? "");
  return (
    <div className={styles["console"]}>
      <TableList tables={tables} known={tablesKnown} onPick={(word) => editor.current?.insert(word)} />
      <section className={styles["left"]} aria-label="Query">
        <Bar
          examples={ordered}
          tables={tables}
          onRun={runNow}
          onExample={(sql) => {
            editor.current?.replace(sql);
            void runSql(sql);
          }}
        />
        <SqlEditor
          text={start}
          tables={tables}
          onText={setSqlText}
          onRun={runNow}
          onReady={(handle) => {
            editor.current = handle;
          }}
        />
      </section>
      <section className={styles["right"]} aria-label="Answer">
        <SqlAnswer answer={answer} fault={fault} />
      </section>
    </div>
  );
}

function Bar({
  examples,
  tables,
  onRun,
  onExample,
}: {
  readonly examples: readonly ExampleQuery[];
  readonly tables: readonly WarehouseTable[];
  readonly onRun: () => void;
  readonly onExample: (sql: string) => void;
}) {
  const phase = useSql((session) => session.phase);
  return (
    <div className={styles["bar"]}>
      {phase === "querying" ? (
        <Button size="small" icon={<Square size={12} />} onClick={cancelSql}>
          Stop
        </Button>
      ) : (
        <Button
          size="small"
          look="primary"
          icon={<Play size={12} />}
          title={`Run (${shownKeys("$mod+Enter")} in the editor)`}
          onClick={onRun}
        >
          Run query
        </Button>
      )}
      <Menu
        label="Example queries"
        trigger={
          <Button size="small">
            Examples <ChevronDown size={12} />
          </Button>
        }
      >
        {examples.map((example) => (
          <ExampleItem key={example.id} example={example} tables={tables} onPick={() => onExample(example.sql)} />
        ))}
      </Menu>
      <span className={styles["phase"]} role="status">
        {PHASES[phase]}
      </span>
    </div>
  );
}

function ExampleItem({
  example,
  tables,
  onPick,
}: {
  readonly example: ExampleQuery;
  readonly tables: readonly WarehouseTable[];
  readonly onPick: () => void;
}) {
  // Until the tables are loaded nothing is known to be missing; the database then says so itself.
  const missing = tables.length === 0 ? [] : example.needs.filter((name) => !tables.some((table) => table.name === name && table.rows > 0));
  const note = missing.length === 0 ? example.note : `Needs ${missing.join(" and ")}, which this run does not have.`;
  return (
    <MenuItem note={note} disabled={missing.length > 0} onSelect={onPick}>
      {example.title}
    </MenuItem>
  );
}

/** How the batch answer of a table is called after it; hourly figures have a name of their own. */
const TRUTH = "s_truth";

/** The tables of the schema, each with the part it lies in, then the run's own; a click puts a name at the cursor. */
function TableList({
  tables,
  known,
  onPick,
}: {
  readonly tables: readonly WarehouseTable[];
  readonly known: { readonly [name: string]: number };
  readonly onPick: (word: string) => void;
}) {
  const shown: readonly WarehouseTable[] =
    tables.length > 0 ? tables : Object.entries(known).map(([name, rows]) => ({ name, rows, columns: [] }));
  const drawn = shown.filter(({ part }) => part !== undefined);
  // Neither is listed of a table that nobody writes: the empty table, and its truth. A query may name both all the same.
  const isWritten = (name: string): boolean => Object.hasOwn(known, name) || shown.some((table) => table.name === name && table.rows > 0);
  const own = shown.filter(
    ({ name, part }) => part === undefined && isWritten(name) && (!name.endsWith(TRUTH) || isWritten(name.slice(0, 1 - TRUTH.length))),
  );
  return (
    <nav className={styles["tables"]} aria-label="Tables of the run">
      {drawn.length > 0 && <h3>Tables you drew</h3>}
      {drawn.map((table) => (
        <TableEntry key={table.name} table={table} onPick={onPick} />
      ))}
      {drawn.length > 0 && <h3>Of every run</h3>}
      {own.map((table) => (
        <TableEntry key={table.name} table={table} onPick={onPick} />
      ))}
    </nav>
  );
}

function TableEntry({ table, onPick }: { readonly table: WarehouseTable; readonly onPick: (word: string) => void }) {
  const { name, rows, columns, note, part } = table;
  return (
    <details>
      <summary title={`${pluralExact(rows, "row")}${part === undefined ? "" : ` in ${part}`}`}>
        <span>{name}</span>
        <small>{formatNumber(rows)}</small>
        {part !== undefined && <small className={styles["part"]}>{part}</small>}
      </summary>
      {note !== undefined && <p className={styles["note"]}>{note}</p>}
      <ul>
        <li>
          <button type="button" onClick={() => onPick(nameInQuery(name))}>
            {name}
            <small>table</small>
          </button>
        </li>
        {columns.map((column) => (
          <li key={column.name}>
            <button type="button" onClick={() => onPick(nameInQuery(column.name))}>
              {column.name}
              <small>{column.type.toLowerCase()}</small>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
