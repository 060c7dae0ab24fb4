import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { addRequirement, editRequirement, removeRequirement } from "../../design/edits-notes.ts";
import type { Requirement } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { StateSign } from "../parts/Chip.tsx";
import { InlineArea, InlineSelect } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { resultOf, useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import styles from "./Notes.module.css";

/** What the system must do and how well; one that points at a goal shows, after a run, whether it holds. */
export function Requirements() {
  return (
    <section className={styles["column"]} aria-label="Requirements">
      <div className={styles["scroll"]}>
        <RequirementList
          kind="functional"
          title="What it must do"
          hint="Who sees or gets what: “Product managers see active users by hour and country.”"
        />
        <RequirementList
          kind="non-functional"
          title="How well"
          hint="How soon, how right, how safe, at what price. Point one at a goal, and a run tells whether it holds."
        />
      </div>
    </section>
  );
}

function RequirementList({ kind, title, hint }: { readonly kind: Requirement["kind"]; readonly title: string; readonly hint: string }) {
  const requirements = useDesign((design) => design.notes.requirements);
  const mine = requirements.filter((requirement) => requirement.kind === kind);
  const list = useRef<HTMLUListElement>(null);
  const add = (): void => {
    editDesign("Add requirement", (design) => addRequirement(design, { kind, text: "" }));
    requestAnimationFrame(() => list.current?.querySelector<HTMLTextAreaElement>("li:last-of-type textarea")?.focus());
  };
  return (
    <div className={styles["group"]}>
      <div className={styles["sectionHead"]}>
        <h3 className={styles["sectionTitle"]}>
          {title} <span className={styles["kindWord"]}>{kind}</span>
        </h3>
        <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add} aria-label={`Add ${kind} requirement`}>
          Add
        </Button>
      </div>
      {mine.length === 0 && <p className={styles["hint"]}>{hint}</p>}
      <ul ref={list}>
        {mine.map((requirement) => (
          <RequirementRow key={requirement.id} requirement={requirement} />
        ))}
      </ul>
    </div>
  );
}

function RequirementRow({ requirement }: { readonly requirement: Requirement }) {
  const { id, text, goal } = requirement;
  const scenario = useSession((session) => session.scenario);
  const outcome = useRun((run) => resultOf(run)?.verdict.goals.find((one) => one.id === goal));
  const goals = scenario?.goals ?? [];
  const edit = (change: Partial<Requirement>): void =>
    editDesign("Edit requirement", (design) => editRequirement(design, id, change), `requirement-${id}`);
  return (
    <li className={styles["listRow"]}>
      <span className={styles["grow"]}>
        <InlineArea
          label="Requirement"
          value={text}
          placeholder="The dashboard shows an event within a minute"
          maxLength={2_000}
          onChange={(next) => edit({ text: next })}
        />
      </span>
      {(goals.length > 0 || goal !== undefined) && (
        <span className={styles["goal"]}>
          <InlineSelect
            label="Goal that measures it"
            value={goal ?? ""}
            onChange={(next) => edit({ goal: next === "" ? undefined : next })}
          >
            <option value="">no goal</option>
            {goals.map((one) => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
            {goal !== undefined && !goals.some((one) => one.id === goal) && <option value={goal}>{goal}</option>}
          </InlineSelect>
        </span>
      )}
      {outcome !== undefined && <StateSign tone={outcome.pass ? "ok" : "bad"} word={outcome.pass ? "holds" : "does not hold"} />}
      <IconButton
        size="small"
        label={`Remove requirement ${text}`}
        onClick={() => editDesign("Remove requirement", (design) => removeRequirement(design, id))}
      >
        <X size={13} />
      </IconButton>
    </li>
  );
}
