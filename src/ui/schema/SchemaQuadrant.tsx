import { Plus } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { addTable, newTableId } from "../../design/edits-schema.ts";
import type { Table } from "../../design/types.ts";
import { Button } from "../parts/Button.tsx";
import { Chip } from "../parts/Chip.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { plural } from "../parts/format.ts";
import { QuadrantChips, QuadrantTools } from "../parts/QuadrantSlots.tsx";
import { Segmented } from "../parts/Segmented.tsx";
import { currentDesign, editDesign, useDesign } from "../stores/design-store.ts";
import { useSchemaFindings } from "./schema-findings.ts";
import styles from "./Schema.module.css";
import { TableCards } from "./TableCards.tsx";
import { freeName } from "./table-words.ts";

const SqlView = lazy(async () => ({ default: (await import("./SqlView.tsx")).SqlView }));
const TableEditor = lazy(async () => ({ default: (await import("./TableEditor.tsx")).TableEditor }));

const VIEWS = [
  { value: "diagram", label: "Diagram" },
  { value: "sql", label: "SQL" },
] as const;
type View = (typeof VIEWS)[number]["value"];

/** The tables of the design, as cards to be edited one at a time, or all of them as SQL text. */
export function SchemaQuadrant() {
  const [view, setView] = useState<View>("diagram");
  const [editing, setEditing] = useState<string | null>(null);
  const tables = useDesign((design) => design.schema.tables);
  const findings = useSchemaFindings();
  const edited = tables.find((table) => table.id === editing);
  const pane = useRef<HTMLDivElement>(null);
  const leftTable = useRef<string | null>(null);
  useEffect(() => {
    if (editing !== null || leftTable.current === null) return;
    pane.current?.querySelector<HTMLElement>(`[data-table="${CSS.escape(leftTable.current)}"] button`)?.focus();
    leftTable.current = null;
  }, [editing]);
  const add = (): void => setEditing(addNamedTable());
  const close = (): void => {
    leftTable.current = editing;
    setEditing(null);
  };
  return (
    <div className={styles["pane"]} ref={pane}>
      <QuadrantChips>{findings.length > 0 && <Chip tone="warn">{plural(findings.length, "finding")}</Chip>}</QuadrantChips>
      <QuadrantTools>
        {view === "diagram" && edited === undefined && (
          <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add}>
            Table
          </Button>
        )}
        <Segmented label="How the schema is shown" value={view} options={VIEWS} onChange={setView} />
      </QuadrantTools>
      <Suspense
        fallback={
          <p className={styles["loading"]} role="status">
            Loading {view === "sql" ? "the SQL" : "the table"}…
          </p>
        }
      >
        {view === "sql" && <SqlView />}
        {view === "diagram" && edited !== undefined && <TableEditor table={edited} findings={findings} onClose={close} />}
      </Suspense>
      {view === "diagram" && edited === undefined && tables.length > 0 && <TableCards findings={findings} onOpen={setEditing} />}
      {view === "diagram" && edited === undefined && tables.length === 0 && (
        <EmptyState
          title="No tables yet"
          actions={
            <>
              <Button onClick={add}>Add a table</Button>
              <Button onClick={() => setView("sql")}>Write or paste SQL</Button>
            </>
          }
        >
          Model the records on your topics and the tables people read. Column types give bytes per record; a table bound to a part is filled
          by the run, and you can query it there.
        </EmptyState>
      )}
    </div>
  );
}

function addNamedTable(): string {
  const design = currentDesign();
  const name = freeName(
    "new_table",
    design.schema.tables.map((table) => table.name),
  );
  const id = newTableId(design, name);
  const table: Omit<Table, "id"> = { name, role: "fact", columns: [{ name: "id", type: "BIGINT", key: "primary" }] };
  editDesign("Add table", (before) => addTable(before, table));
  return id;
}
