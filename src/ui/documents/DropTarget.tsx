import { useState, type DragEvent, type ReactNode } from "react";
import { takeFile } from "../stores/choose-file.ts";
import styles from "./DropTarget.module.css";

function carriesFile(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

/** A design file dropped anywhere on the page opens as a new document; a file of events becomes the load of the open one. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={styles["page"]}
      onDragOver={(event) => {
        if (!carriesFile(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (!carriesFile(event) || file === undefined) return;
        event.preventDefault();
        takeFile(file);
      }}
    >
      {children}
      {over && (
        <div className={styles["veil"]}>
          <p>Drop a design file to open it as a new document, or events (CSV, JSONL, Parquet) to run them here. What you have stays.</p>
        </div>
      )}
    </div>
  );
}
