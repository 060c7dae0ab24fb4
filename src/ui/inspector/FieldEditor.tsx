import { useEffect, useRef, useState } from "react";
import type { ChoiceField, Field, KindDecl } from "../../catalogue/contract.ts";
import { differsFromDefault, settingsNow, valueProblem, withField } from "../../catalogue/fields/settings.ts";
import { changePart } from "../../design/edits.ts";
import type { Part, SettingValue } from "../../design/types.ts";
import { editDesign } from "../stores/design-store.ts";
import { askWhatIf } from "../stores/whatif-store.ts";
import { fieldReached, useCanvas } from "../stores/canvas-store.ts";
import { scrollWithin } from "../parts/scroll-within.ts";
import { DistributionControl } from "./DistributionControl.tsx";
import { describedBy, FieldFrame, idsOf, type FieldIds } from "./FieldFrame.tsx";
import { NumberControl } from "./NumberControl.tsx";
import styles from "./Fields.module.css";

/** One setting of a part: its control, its error, and the way back to the default. */
export function FieldEditor({
  part,
  kind,
  name,
  field,
  across,
}: {
  readonly part: Part;
  readonly kind: KindDecl;
  readonly name: string;
  readonly field: Field;
  /** What is wrong with this setting as it stands in the document, alone or with others. */
  readonly across: string | null;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  // Rises when the value is set from elsewhere, so that a half-typed text gives way.
  const [round, setRound] = useState(0);
  const settings = settingsNow(kind, part);
  const held = Object.hasOwn(settings, name) ? settings[name] : undefined;
  const value = held ?? (held === null ? null : (field.default as SettingValue));
  const error = typed ?? across;
  const ids = idsOf(part.id, name);
  const frame = useWantedField(part.id, name);
  const put = (next: SettingValue | undefined): void => {
    editDesign(
      `Set ${field.label} of ${part.title}`,
      (design) => changePart(design, part.id, (now) => withField(kind, now, name, next)),
      `set ${part.id} ${name}`,
    );
  };
  const reset = (): void => {
    setTyped(null);
    setRound(round + 1);
    put(undefined);
  };
  return (
    <div ref={frame}>
      <FieldFrame
        name={name}
        field={field}
        ids={ids}
        error={error}
        changed={typed !== null || (held !== undefined && differsFromDefault(kind, name, held))}
        onReset={reset}
        group={field.type === "distribution"}
        chosen={meaningOf(field, value)}
        onWhatIf={field.type === "distribution" || field.type === "text" ? undefined : () => askWhatIf(part.id, name)}
      >
        <Control key={round} field={field} ids={ids} value={value} error={error} onValue={put} onProblem={setTyped} />
      </FieldFrame>
    </div>
  );
}

/** The words for the option of a choice that is chosen, if it has any. */
function meaningOf(field: Field, value: SettingValue): { readonly label: string; readonly help: string } | undefined {
  const chosen = field.type === "choice" ? field.options.find((option) => option.value === value) : undefined;
  return chosen?.help === undefined ? undefined : { label: chosen.label, help: chosen.help };
}

/** Puts the cursor into this field when something pointed at it. */
function useWantedField(partId: string, name: string) {
  const frame = useRef<HTMLDivElement>(null);
  const wanted = useCanvas(
    (canvas) => canvas.wantedField !== null && canvas.wantedField.part === partId && canvas.wantedField.field === name,
  );
  useEffect(() => {
    if (!wanted) return;
    const details = frame.current?.closest("details");
    if (details !== null && details !== undefined) details.open = true;
    scrollWithin(frame.current?.closest<HTMLElement>("[data-scrolls]") ?? null, frame.current, "centre");
    frame.current?.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
    fieldReached();
  }, [wanted]);
  return frame;
}

type ControlProps = {
  readonly field: Field;
  readonly ids: FieldIds;
  readonly value: SettingValue;
  readonly error: string | null;
  readonly onValue: (value: SettingValue) => void;
  readonly onProblem: (problem: string | null) => void;
};

function Control({ field, ids, value, error, onValue, onProblem }: ControlProps) {
  const described = describedBy(ids, error);
  switch (field.type) {
    case "integer":
    case "number":
    case "optional-number":
      return <NumberControl field={field} ids={ids} value={value} error={error} onValue={onValue} onProblem={onProblem} />;
    case "distribution":
      return <DistributionControl field={field} ids={ids} value={value} error={error} onValue={onValue} onProblem={onProblem} />;
    case "boolean":
      return (
        <input
          id={ids.input}
          type="checkbox"
          role="switch"
          className={styles["switch"]}
          checked={value === true}
          aria-invalid={error !== null}
          aria-describedby={described}
          onChange={(event) => onValue(event.target.checked)}
        />
      );
    case "choice":
      return <ChoiceControl field={field} ids={ids} value={value} error={error} onValue={onValue} />;
    case "text":
      return (
        <input
          id={ids.input}
          className={styles["text"]}
          value={typeof value === "string" ? value : JSON.stringify(value)}
          maxLength={field.maxLength}
          aria-invalid={error !== null}
          aria-describedby={described}
          onChange={(event) => {
            onProblem(valueProblem(field, event.target.value));
            onValue(event.target.value);
          }}
        />
      );
  }
}

function ChoiceControl({ field, ids, value, error, onValue }: Omit<ControlProps, "field" | "onProblem"> & { readonly field: ChoiceField }) {
  const chosen = field.options.find((option) => option.value === value);
  return (
    <select
      id={ids.input}
      value={chosen?.value ?? ""}
      title={chosen?.help}
      aria-invalid={error !== null}
      aria-describedby={describedBy(ids, error)}
      onChange={(event) => onValue(event.target.value)}
    >
      {chosen === undefined && (
        <option value="" disabled>
          {typeof value === "string" ? value : JSON.stringify(value)}
        </option>
      )}
      {field.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
