import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { ReactNode } from "react";
import styles from "./VirtualTable.module.css";

export type TableColumn = {
  readonly name: string;
  /** A second, quieter word in the heading: the type. */
  readonly note?: string;
  readonly align?: "left" | "right";
  /** Least width in px (96 when absent); what is left over is shared. */
  readonly leastPx?: number;
  readonly cell: (row: number) => ReactNode;
};

const ROW_PX = 24;
const LEAST_PX = 96;

/** A table of any length: only the rows in sight exist, the heading stays, and a reader is told how many there are. */
export function VirtualTable({
  label,
  rows,
  columns,
}: {
  readonly label: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler.
  const virtual = useVirtualizer({ count: rows, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 12 });
  const widths = columns.map((column) => column.leastPx ?? LEAST_PX);
  const tracks = { gridTemplateColumns: widths.map((width) => `minmax(${width}px, ${width}fr)`).join(" ") };
  const least = { minWidth: widths.reduce((sum, width) => sum + width, 0) };
  return (
    <div
      ref={scroller}
      className={styles["scroller"]}
      role="table"
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      tabIndex={0}
    >
      <div role="rowgroup" className={styles["head"]} style={least}>
        <div role="row" aria-rowindex={1} className={styles["row"]} style={tracks}>
          {columns.map((column, index) => (
            <div
              role="columnheader"
              key={`${index} ${column.name}`}
              className={styles[column.align ?? "left"]}
              title={column.note === undefined ? column.name : `${column.name} · ${column.note}`}
            >
              {column.name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={styles["body"]} style={{ ...least, height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            role="row"
            key={item.key}
            aria-rowindex={item.index + 2}
            className={styles["row"]}
            style={{ ...tracks, transform: `translateY(${item.start}px)` }}
          >
            {columns.map((column, index) => (
              <div role="cell" key={`${index} ${column.name}`} className={styles[column.align ?? "left"]}>
                {column.cell(item.index)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
