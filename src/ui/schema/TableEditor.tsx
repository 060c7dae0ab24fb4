import { ArrowLeft, Trash2 } from "lucide-react";
import { useRef } from "react";
import type { KeyboardEvent } from "react";
import type { Finding } from "../../base/finding.ts";
import { editTable, removeTable } from "../../design/edits-schema.ts";
import { recordBytes } from "../../design/sql/sql-types.ts";
import type { Table } from "../../design/types.ts";
import { Button } from "../parts/Button.tsx";
import { formatBytes } from "../parts/format.ts";
import { InlineSelect, InlineText } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { ColumnsTable } from "./ColumnsTable.tsx";
import { Grants } from "./Grants.tsx";
import { PartitionColumns } from "./PartitionColumns.tsx";
import { findingsOfTable } from "./schema-findings.ts";
import styles from "./Schema.module.css";
import { FindingLine } from "./TableCards.tsx";
import { nameProblem, partName, ROLES } from "./table-words.ts";

type Props = { readonly table: Table; readonly findings: readonly Finding[]; readonly onClose: () => void };

/** One table with everything that can be set about it. Escape goes back to the cards. */
export function TableEditor({ table, findings, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const mine = findingsOfTable(findings, table.id);
  const edit = (change: Partial<Table>): void =>
    editDesign(`Edit ${table.name}`, (design) => editTable(design, table.id, change), `table-${table.id}`);
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <div ref={box} className={styles["editor"]} role="group" aria-label={`Table ${table.name}`} onKeyDown={escape}>
      <EditorHead table={table} edit={edit} onClose={onClose} />
      {mine.length > 0 && (
        <ul className={styles["findings"]} aria-label={`Findings about ${table.name}`}>
          {mine.map((finding) => (
            <FindingLine key={finding.message} finding={finding} />
          ))}
        </ul>
      )}
      <ColumnsTable table={table} />
      <PartitionColumns table={table} />
      <Grants table={table} />
      <label className={styles["storage"]}>
        <span>Storage clauses</span>
        <textarea
          rows={2}
          maxLength={4_000}
          placeholder="STORED AS PARQUET LOCATION 's3://…'"
          spellCheck={false}
          value={table.storage ?? ""}
          onChange={(event) => edit({ storage: event.target.value === "" ? undefined : event.target.value })}
        />
      </label>
    </div>
  );
}

function EditorHead({
  table,
  edit,
  onClose,
}: {
  readonly table: Table;
  readonly edit: (change: Partial<Table>) => void;
  readonly onClose: () => void;
}) {
  const tables = useDesign((design) => design.schema.tables);
  const others = tables.filter((other) => other.id !== table.id).map((other) => other.name);
  const remove = (): void => {
    editDesign(`Remove table ${table.name}`, (design) => removeTable(design, table.id));
    onClose();
  };
  return (
    <div className={styles["editorHead"]}>
      <Button size="small" look="ghost" icon={<ArrowLeft size={13} />} onClick={onClose} autoFocus>
        Tables
      </Button>
      <span className={styles["nameField"]}>
        <InlineText
          boxed
          label="Name of the table"
          value={table.name}
          check={(name) => nameProblem(name, "table", others)}
          onChange={(name) => edit({ name })}
        />
      </span>
      <span className={styles["roleField"]}>
        <InlineSelect
          boxed
          label="Role of the table"
          value={table.role}
          onChange={(role) => edit({ role: ROLES.find((one) => one.value === role)?.value ?? "fact" })}
        >
          {ROLES.map((role) => (
            <option key={role.value} value={role.value} title={role.help}>
              {role.label}
            </option>
          ))}
        </InlineSelect>
      </span>
      <PartSelect table={table} onChange={(part) => edit({ part })} />
      <span
        className={styles["bytes"]}
        title="By the column types, uncompressed; text without a length counts 16 B, an array without one 8 entries (a run counts what it holds)"
      >
        {formatBytes(recordBytes(table))} a {table.role === "stream" ? "record" : "row"}
      </span>
      <Button size="small" look="ghost" icon={<Trash2 size={13} />} onClick={remove} aria-label={`Remove table ${table.name}`}>
        Remove
      </Button>
    </div>
  );
}

/** The part that carries the records or keeps the rows of a table. */
function PartSelect({ table, onChange }: { readonly table: Table; readonly onChange: (part: string | undefined) => void }) {
  const parts = useDesign((design) => design.system.parts);
  return (
    <span className={styles["partField"]}>
      <InlineSelect
        boxed
        label="Part that carries or keeps it"
        value={table.part ?? ""}
        onChange={(part) => onChange(part === "" ? undefined : part)}
      >
        <option value="">not bound to a part</option>
        {parts.map((part) => (
          <option key={part.id} value={part.id}>
            {table.role === "stream" ? "carried by" : "kept in"} {partName(part)}
          </option>
        ))}
        {table.part !== undefined && !parts.some((part) => part.id === table.part) && (
          <option value={table.part}>{table.part} (gone)</option>
        )}
      </InlineSelect>
    </span>
  );
}
