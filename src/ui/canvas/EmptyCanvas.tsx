import { useEffect, useMemo, useRef } from "react";
import { Button } from "../parts/Button.tsx";
import { useSession } from "../stores/session-store.ts";
import { startDesign } from "../stores/workspace.ts";
import { put } from "../drawing/canvas-actions.ts";
import { openAdd } from "../stores/canvas-store.ts";
import { Refusal } from "./Overlays.tsx";
import { templates, type Template } from "../add/templates.ts";
import styles from "./EmptyCanvas.module.css";

/** Three ways to begin, where there is nothing yet. Whoever left the list of parts without one comes back to where it was opened. */
export function EmptyCanvas({ takesFocus }: { readonly takesFocus: boolean }) {
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) add.current?.focus();
  }, [takesFocus]);
  const scenario = useSession((session) => session.scenario);
  const generator = scenario?.workload.generator ?? null;
  const offers = useMemo(() => templates(generator), [generator]);
  const starter = scenario?.designs.find((design) => design.role === "starter");
  return (
    <div className={styles["empty"]}>
      <div className={styles["ways"]}>
        {starter !== undefined && scenario !== null && (
          <Way title="From the starter" text={starter.reason === "" ? `What ${scenario.title} begins with.` : starter.reason}>
            <Button look="primary" onClick={() => void startDesign(starter.name)}>
              Open the starter
            </Button>
          </Way>
        )}
        <Way title="From a template" text="A few parts, wired and ready to run.">
          <ul className={styles["templates"]}>
            {offers.map((template) => (
              <li key={template.id}>
                <TemplateButton template={template} />
              </li>
            ))}
          </ul>
        </Way>
        <Way title="From nothing" text="Add parts one by one. Everything works by keyboard: A adds, C connects.">
          <Button ref={add} onClick={() => openAdd()}>
            Add a part <kbd>A</kbd>
          </Button>
        </Way>
      </div>
      <div className={styles["panels"]}>
        <Refusal />
      </div>
    </div>
  );
}

function Way({ title, text, children }: { readonly title: string; readonly text: string; readonly children: React.ReactNode }) {
  return (
    <section className={styles["way"]}>
      <h3>{title}</h3>
      <p>{text}</p>
      {children}
    </section>
  );
}

function TemplateButton({ template }: { readonly template: Template }) {
  return (
    <button
      type="button"
      className={styles["template"]}
      title={template.text}
      onClick={() => put(template.fragment, { x: 32, y: 32 }, `Begin with ${template.title}:`)}
    >
      {template.title}
    </button>
  );
}
