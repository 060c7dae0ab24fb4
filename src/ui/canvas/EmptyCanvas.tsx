import { useEffect, useMemo, useRef } from "react";
import { Button } from "../parts/Button.tsx";
import { useSession } from "../stores/session-store.ts";
import { startDesign } from "../stores/workspace.ts";
import { put } from "../drawing/canvas-actions.ts";
import { openAdd } from "../stores/canvas-store.ts";
import { firstKind, templates, type Template } from "../add/templates.ts";
import { KIND_MIME } from "../add/AddPanel.tsx";
import { addKind } from "../drawing/adding.ts";
import type { KindDecl } from "../../catalogue/contract.ts";
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
  const first = firstKind(generator);
  const starter = scenario?.designs.find((design) => design.role === "starter");
  return (
    <div className={styles["empty"]} data-empty="">
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
        <Way title="From nothing" text="Click the first part, or drag it onto the ground. Tab or the + beside it adds the next, wired.">
          {first !== undefined && <FirstPart kind={first} />}
          <Button ref={add} onClick={() => openAdd()}>
            Add a part <kbd>A</kbd>
          </Button>
        </Way>
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

/** Whoever makes the events, to begin with. */
function FirstPart({ kind }: { readonly kind: KindDecl }) {
  return (
    <button
      type="button"
      className={styles["first"]}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(KIND_MIME, kind.id);
        event.dataTransfer.effectAllowed = "copy";
        // After the picture that is dragged has been taken: the cards make room to drop it.
        const cards = event.currentTarget.closest<HTMLElement>("[data-empty]");
        setTimeout(() => cards?.setAttribute("data-aside", ""), 0);
      }}
      onDragEnd={(event) => event.currentTarget.closest("[data-empty]")?.removeAttribute("data-aside")}
      onClick={() => addKind(kind.id)}
    >
      <i aria-hidden="true" style={{ background: `var(--${kind.layer})` }} />
      {kind.title}
    </button>
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
