import { Plus, X } from "lucide-react";
import { editTable } from "../../design/edits-schema.ts";
import type { Column, Table } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { InlineText } from "../parts/InlineField.tsx";
import { editDesign } from "../stores/design-store.ts";
import styles from "./Schema.module.css";
import { freeName, nameProblem, typeProblem } from "./table-words.ts";

/** The columns of the storage path, as in PARTITIONED BY: `year=2026/month=03/…`. */
export function PartitionColumns({ table }: { readonly table: Table }) {
  const path = table.partitionedBy ?? [];
  const names = [...table.columns, ...path].map((column) => column.name);
  const setPath = (label: string, columns: readonly Column[], group?: string): void =>
    editDesign(label, (design) => editTable(design, table.id, { partitionedBy: columns.length === 0 ? undefined : columns }), group);
  const add = (): void => {
    const next = ["year", "month", "day", "hour"].find((name) => !names.includes(name)) ?? freeName("part", names);
    setPath("Add partition column", [...path, { name: next, type: "INT" }]);
  };
  return (
    <div className={styles["path"]} role="group" aria-label="Storage path">
      <span className={styles["pathLabel"]}>Partitioned by</span>
      {path.map((column, index) => {
        const others = names.filter((name) => name !== column.name);
        const change = (next: Column): void => setPath(`Edit ${column.name}`, path.with(index, next), `path-${table.id}-${index}`);
        return (
          <span key={index} className={styles["pathColumn"]}>
            <InlineText
              boxed
              label="Partition column"
              value={column.name}
              check={(name) => nameProblem(name, "column", others)}
              onChange={(name) => change({ ...column, name })}
            />
            <InlineText
              boxed
              mono
              label={`Type of ${column.name}`}
              value={column.type}
              list="schema-types"
              check={typeProblem}
              onChange={(type) => change({ ...column, type })}
            />
            <IconButton
              size="small"
              label={`Remove partition column ${column.name}`}
              onClick={() =>
                setPath(
                  `Remove ${column.name}`,
                  path.filter((_, at) => at !== index),
                )
              }
            >
              <X size={13} />
            </IconButton>
          </span>
        );
      })}
      <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add} disabled={path.length >= 32}>
        {path.length === 0 ? "Add, for instance year / month / day / hour" : "Add"}
      </Button>
    </div>
  );
}
