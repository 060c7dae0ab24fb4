import { Plus } from "lucide-react";
import { useRef } from "react";
import { addEndpoint } from "../../design/edits-api.ts";
import { Button } from "../parts/Button.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { QuadrantTools } from "../parts/QuadrantSlots.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import styles from "./Api.module.css";
import { EndpointsTable } from "./EndpointsTable.tsx";
import { TryIt } from "./TryIt.tsx";

/** What is asked of the system and how often, and a way to ask it for a row that a run really produced. */
export function ApiQuadrant() {
  const empty = useDesign((design) => design.api.endpoints.length === 0);
  const pane = useRef<HTMLDivElement>(null);
  const add = (): void => {
    editDesign("Add endpoint", (design) =>
      addEndpoint(design, { method: "GET", path: "/", description: "", share: design.api.endpoints.length === 0 ? 1 : 0 }),
    );
    requestAnimationFrame(() => {
      const paths = pane.current?.querySelectorAll<HTMLInputElement>("input[data-field=path]") ?? [];
      [...paths].at(-1)?.focus();
    });
  };
  return (
    <div className={styles["pane"]} ref={pane}>
      <QuadrantTools>
        {!empty && (
          <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add}>
            Endpoint
          </Button>
        )}
      </QuadrantTools>
      {empty ? (
        <EmptyState title="No endpoints yet" actions={<Button onClick={add}>Add an endpoint</Button>}>
          Name what the consumers call, for instance GET /sessions/{"{user_id}"}. An endpoint bound to a table becomes read load in the run,
          and after it answers here with a row that was really produced.
        </EmptyState>
      ) : (
        <div className={styles["scroll"]} data-scroll="">
          <EndpointsTable />
          <TryIt />
        </div>
      )}
    </div>
  );
}
