import { lazy, Suspense } from "react";
import { useView } from "../stores/view-store.ts";
import { Boundary } from "./Boundary.tsx";
import styles from "./InspectorSlot.module.css";

const Inspector = lazy(async () => ({ default: (await import("../inspector/Inspector.tsx")).Inspector }));

/** Where the inspector slides in over the right column while a part or wire is selected. */
export function InspectorSlot() {
  const open = useView((view) => view.inspectorOpen && view.selection.parts.length + view.selection.wires.length > 0);
  if (!open) return null;
  return (
    <div className={styles["slot"]}>
      <Boundary what="The inspector">
        <Suspense fallback={null}>
          <Inspector />
        </Suspense>
      </Boundary>
    </div>
  );
}
