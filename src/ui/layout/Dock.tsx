import { lazy, Suspense } from "react";
import { Boundary } from "../frame/Boundary.tsx";
import styles from "./Dock.module.css";

const ResultsDock = lazy(async () => ({ default: (await import("../results/ResultsDock.tsx")).ResultsDock }));

/** The results of the run, below the run bar. */
export function Dock({ hidden = false }: { readonly hidden?: boolean }) {
  return (
    <section className={styles["dock"]} aria-labelledby="results-heading" inert={hidden}>
      <h2 id="results-heading" tabIndex={-1} className="visually-hidden">
        Results
      </h2>
      <Boundary what="Results">
        <Suspense
          fallback={
            <p className={styles["loading"]} role="status">
              Loading results…
            </p>
          }
        >
          <ResultsDock />
        </Suspense>
      </Boundary>
    </section>
  );
}
