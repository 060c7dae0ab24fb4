import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useRef } from "react";
import { must } from "../../base/assert.ts";
import { addRelation, editTable, removeRelation, renameColumn } from "../../design/edits-schema.ts";
import { withoutUndefined } from "../../design/ids.ts";
import { DESIGN_LIMITS } from "../../design/limits.ts";
import type { Column, Table } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { InlineSelect, InlineText } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import styles from "./Schema.module.css";
import { freeName, nameProblem, typeProblem } from "./table-words.ts";

export const TYPES = [
  "BIGINT",
  "INT",
  "SMALLINT",
  "BOOLEAN",
  "DOUBLE",
  "DECIMAL(18,2)",
  "TIMESTAMP",
  "DATE",
  "VARCHAR",
  "VARCHAR(32)",
  "UUID",
  "JSON",
  "BIGINT[]",
  "REAL[64]",
];

/** The columns of a table, one row each. */
export function ColumnsTable({ table }: { readonly table: Table }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const setColumns = (label: string, columns: readonly Column[], group?: string): void =>
    editDesign(label, (design) => editTable(design, table.id, { columns }), group);
  const add = (): void => {
    const taken = [...table.columns, ...(table.partitionedBy ?? [])].map((column) => column.name);
    setColumns("Add column", [...table.columns, { name: freeName("column", taken), type: "VARCHAR" }]);
    requestAnimationFrame(() => body.current?.querySelector<HTMLInputElement>("tr:last-of-type input")?.select());
  };
  return (
    <div className={styles["columnsBox"]}>
      <datalist id="schema-types">
        {TYPES.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <table className={styles["columns"]}>
        <thead>
          <tr>
            <th scope="col">column</th>
            <th scope="col">type</th>
            <th scope="col">key</th>
            <th scope="col" title="Personal data: what each reader is given of it is granted below">
              pii
            </th>
            <th scope="col">refers to</th>
            <th scope="col">note</th>
            <th scope="col">
              <span className="visually-hidden">order and removal</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {table.columns.map((column, index) => (
            <ColumnRow key={index} table={table} column={column} index={index} setColumns={setColumns} />
          ))}
        </tbody>
      </table>
      <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add} disabled={table.columns.length >= DESIGN_LIMITS.columns}>
        Add column
      </Button>
    </div>
  );
}

type RowProps = {
  readonly table: Table;
  readonly column: Column;
  readonly index: number;
  readonly setColumns: (label: string, columns: readonly Column[], group?: string) => void;
};

function ColumnRow({ table, column, index, setColumns }: RowProps) {
  const { columns } = table;
  const others = [...columns.filter((_, at) => at !== index), ...(table.partitionedBy ?? [])].map((other) => other.name);
  const group = `column-${table.id}-${index}`;
  const change = (next: Column): void => setColumns(`Edit ${table.name}.${column.name}`, columns.with(index, next), group);
  const rename = (name: string): void => editDesign("Rename column", (design) => renameColumn(design, table.id, column.name, name), group);
  return (
    <tr>
      <td>
        <InlineText label="Column name" value={column.name} check={(name) => nameProblem(name, "column", others)} onChange={rename} />
      </td>
      <td>
        <InlineText
          mono
          label={`Type of ${column.name}`}
          value={column.type}
          list="schema-types"
          check={typeProblem}
          onChange={(type) => change({ ...column, type })}
        />
      </td>
      <td>
        <InlineSelect
          label={`Key of ${column.name}`}
          value={column.key ?? ""}
          onChange={(key) => change(withoutUndefined({ ...column, key: isKey(key) ? key : undefined }))}
        >
          <option value="">–</option>
          <option value="primary">primary</option>
          <option value="partition">partition</option>
          <option value="sort">sort</option>
          <option value="distribution">distribution</option>
        </InlineSelect>
      </td>
      <td className={styles["personal"]}>
        <input
          type="checkbox"
          aria-label={`${column.name} is personal data`}
          checked={column.pii === true}
          onChange={(event) => change(withoutUndefined({ ...column, pii: event.target.checked ? true : undefined }))}
        />
      </td>
      <td>
        <ReferenceSelect table={table} column={column} />
      </td>
      <td>
        <InlineText
          label={`Note on ${column.name}`}
          value={column.note ?? ""}
          maxLength={1_000}
          onChange={(note) => change(withoutUndefined({ ...column, note: note === "" ? undefined : note }))}
        />
      </td>
      <td className={styles["rowTools"]}>
        <RowTools columns={columns} index={index} setColumns={setColumns} />
      </td>
    </tr>
  );
}

function RowTools({ columns, index, setColumns }: Pick<RowProps, "index" | "setColumns"> & { readonly columns: readonly Column[] }) {
  const column = must(columns[index], "the row shows a column");
  const move = (by: 1 | -1): void => {
    const other = columns[index + by];
    if (other !== undefined) setColumns(`Move ${column.name}`, columns.with(index, other).with(index + by, column));
  };
  const remove = (): void => setColumns(`Remove ${column.name}`, columns.toSpliced(index, 1));
  return (
    <>
      <IconButton size="small" label={`Move ${column.name} up`} disabled={index === 0} onClick={() => move(-1)}>
        <ArrowUp size={12} />
      </IconButton>
      <IconButton size="small" label={`Move ${column.name} down`} disabled={index === columns.length - 1} onClick={() => move(1)}>
        <ArrowDown size={12} />
      </IconButton>
      <IconButton size="small" label={`Remove column ${column.name}`} onClick={remove}>
        <X size={13} />
      </IconButton>
    </>
  );
}

function isKey(key: string): key is NonNullable<Column["key"]> {
  return key === "primary" || key === "partition" || key === "sort" || key === "distribution";
}

/** The column of another table this one refers to: keys and ids are offered. */
function ReferenceSelect({ table, column }: { readonly table: Table; readonly column: Column }) {
  const { tables, relations } = useDesign((design) => design.schema);
  const relation = relations.find((one) => one.from.table === table.id && one.from.column === column.name);
  const current = relation === undefined ? "" : `${relation.to.table}.${relation.to.column}`;
  const offered = tables
    .filter((other) => other.id !== table.id)
    .flatMap((other) =>
      other.columns
        .filter((one) => one.key !== undefined || /id$/i.test(one.name))
        .map((one) => ({ value: `${other.id}.${one.name}`, label: `${other.name}.${one.name}` })),
    );
  const choose = (value: string): void =>
    editDesign(`Relate ${column.name}`, (design) => {
      const cut = relation === undefined ? design : removeRelation(design, relation.id);
      const [to = "", name = ""] = value.split(".", 2);
      return value === "" ? cut : addRelation(cut, { table: table.id, column: column.name }, { table: to, column: name });
    });
  return (
    <InlineSelect label={`What ${column.name} refers to`} value={current} onChange={choose}>
      <option value="">–</option>
      {offered.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
      {current !== "" && !offered.some((one) => one.value === current) && <option value={current}>{current}</option>}
    </InlineSelect>
  );
}
