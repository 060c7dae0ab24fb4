import { useEffect, useRef } from "react";
import type { Finding } from "../../base/finding.ts";
import type { Column, Table } from "../../design/types.ts";
import { StateSign } from "../parts/Chip.tsx";
import { plural } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useView } from "../stores/view-store.ts";
import { findingsOfTable } from "./schema-findings.ts";
import styles from "./Schema.module.css";
import { keyWord, layerColour, partName, referencesOf, sizeText } from "./table-words.ts";

const SHOWN_COLUMNS = 14;

/** Every table as a card; pressing its name opens it for editing. */
export function TableCards({ findings, onOpen }: { readonly findings: readonly Finding[]; readonly onOpen: (id: string) => void }) {
  const tables = useDesign((design) => design.schema.tables);
  return (
    <ul className={styles["cards"]} aria-label="Tables">
      {tables.map((table) => (
        <TableCard key={table.id} table={table} findings={findingsOfTable(findings, table.id)} onOpen={() => onOpen(table.id)} />
      ))}
    </ul>
  );
}

function TableCard({
  table,
  findings,
  onOpen,
}: {
  readonly table: Table;
  readonly findings: readonly Finding[];
  readonly onOpen: () => void;
}) {
  const schema = useDesign((design) => design.schema);
  const part = useDesign((design) => design.system.parts.find((one) => one.id === table.part));
  const selected = useView((view) => view.selection.tables.includes(table.id));
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) card.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const references = referencesOf(table, schema);
  const hidden = table.columns.length - SHOWN_COLUMNS;
  return (
    <li ref={card} className={styles["card"]} data-table={table.id} data-selected={selected || undefined}>
      <div className={styles["cardHead"]}>
        <button type="button" className={styles["open"]} onClick={onOpen} aria-label={`Edit table ${table.name}`}>
          {table.name}
        </button>
        <small style={{ color: layerColour(part) }}>{sizeText(table)}</small>
      </div>
      <ul className={styles["columnList"]}>
        {table.columns.slice(0, SHOWN_COLUMNS).map((column) => (
          <ColumnLine key={column.name} column={column} leadsTo={references.get(column.name)} />
        ))}
        {hidden > 0 && <li className={styles["more"]}>and {plural(hidden, "column")} more</li>}
      </ul>
      {(table.partitionedBy ?? []).length > 0 && (
        <p className={styles["more"]}>by {table.partitionedBy?.map((column) => column.name).join(" / ")}</p>
      )}
      {part !== undefined && (
        <p className={styles["bound"]}>
          <i style={{ background: layerColour(part) }} aria-hidden="true" />
          {table.role === "stream" ? "carried by" : "kept in"} {partName(part)}
        </p>
      )}
      {findings.length > 0 && (
        <ul className={styles["cardFindings"]}>
          {findings.slice(0, 2).map((finding) => (
            <FindingLine key={finding.message} finding={finding} />
          ))}
          {findings.length > 2 && <li className={styles["more"]}>and {plural(findings.length - 2, "finding")} more</li>}
        </ul>
      )}
    </li>
  );
}

function ColumnLine({ column, leadsTo }: { readonly column: Column; readonly leadsTo: string | undefined }) {
  const key = keyWord(column);
  return (
    <li
      className={styles["columnLine"]}
      title={
        [leadsTo === undefined ? "" : `refers to ${leadsTo}`, column.note ?? ""].filter((text) => text !== "").join(" · ") || undefined
      }
    >
      <span className={styles["columnName"]}>
        {key === "" ? column.name : <b>{column.name}</b>} {key !== "" && <span className={styles["keyWord"]}>{key}</span>}
        {column.pii === true && <span className={styles["personalWord"]}> personal</span>}
        {leadsTo !== undefined && <span className={styles["leads"]}> → {leadsTo}</span>}
      </span>
      <span className={styles["type"]}>{column.type.toLowerCase()}</span>
    </li>
  );
}

/** A finding with its sign. */
export function FindingLine({ finding }: { readonly finding: Finding }) {
  const tone = finding.severity === "error" ? "bad" : finding.severity === "warning" ? "warn" : "neutral";
  return (
    <li className={styles["finding"]}>
      <StateSign tone={tone} word={finding.severity} />
      <span>{finding.message}</span>
    </li>
  );
}
