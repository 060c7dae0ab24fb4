import { lazy, Suspense } from "react";
import { inspectorShows, useView } from "../stores/view-store.ts";
import { Boundary } from "../frame/Boundary.tsx";
import styles from "./InspectorSlot.module.css";

const Inspector = lazy(async () => ({ default: (await import("../inspector/Inspector.tsx")).Inspector }));

/** Where the inspector slides in while a part or wire is selected; `bottom`: what is kept free below it. */
export function InspectorSlot({ bottom }: { readonly bottom: string }) {
  const open = useView(inspectorShows);
  if (!open) return null;
  return (
    <div className={styles["slot"]} style={{ bottom }}>
      <Boundary what="The inspector">
        <Suspense fallback={null}>
          <Inspector />
        </Suspense>
      </Boundary>
    </div>
  );
}
