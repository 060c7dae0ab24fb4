import { useState, type DragEvent, type ReactNode } from "react";
import { openFile } from "../stores/workspace.ts";
import styles from "./DropTarget.module.css";

function carriesFile(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

/** A design file dropped anywhere on the page opens as a new document. */
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
        void openFile(file);
      }}
    >
      {children}
      {over && (
        <div className={styles["veil"]}>
          <p>Drop the design file to open it as a new document. What you have stays.</p>
        </div>
      )}
    </div>
  );
}
