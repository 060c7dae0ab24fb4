import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import type { Field } from "../../catalogue/contract.ts";
import { takes } from "../../catalogue/fields/settings.ts";
import { IconButton } from "../parts/Button.tsx";
import { numberInField, unitBeside } from "../parts/number-text.ts";
import styles from "./Fields.module.css";

export type FieldIds = { readonly input: string; readonly help: string; readonly error: string };

export function idsOf(partId: string, name: string): FieldIds {
  const stem = `setting-${partId}-${name}`;
  return { input: stem, help: `${stem}-help`, error: `${stem}-error` };
}

/** The ids that describe a control: its help always, its error when there is one. */
export function describedBy(ids: FieldIds, error: string | null): string {
  return error === null ? ids.help : `${ids.error} ${ids.help}`;
}

/** Where a default comes from, as one line. */
export function sourceText(field: Field): string {
  const shown = typeof field.default === "boolean" ? String(field.default) : numberInField(field.default, field.unit);
  const unit = unitBeside(shown, field.unit);
  const preset = `Default ${shown}${unit === undefined ? "" : ` ${unit}`}`;
  const { source } = field;
  return source === undefined
    ? `${preset}. Takes ${takes(field)}.`
    : `${preset}: ${source.text}, ${source.asOf} (${source.kind}). Takes ${takes(field)}.`;
}

/** Label, control, help and error of one field, with the way back to the default. */
export function FieldFrame({
  name,
  field,
  ids,
  error,
  changed,
  onReset,
  children,
  group = false,
  chosen,
  onWhatIf,
}: {
  readonly name: string;
  readonly field: Field;
  readonly ids: FieldIds;
  readonly error: string | null;
  readonly changed: boolean;
  readonly onReset: () => void;
  readonly children: ReactNode;
  /** Several controls under one heading. */
  readonly group?: boolean;
  /** What the value that is chosen means, where values have a meaning of their own. */
  readonly chosen?: Meaning | undefined;
  /** Asks what other values would do; absent for what has no values to list. */
  readonly onWhatIf?: (() => void) | undefined;
}) {
  const label = (
    <span title={sourceText(field)} className={styles["label"]}>
      {field.label}
    </span>
  );
  return (
    <div
      className={styles["field"]}
      data-field={name}
      data-error={error !== null || undefined}
      role={group ? "group" : undefined}
      aria-labelledby={group ? `${ids.input}-label` : undefined}
      aria-describedby={group ? describedBy(ids, error) : undefined}
    >
      <div className={styles["row"]}>
        {group ? <span id={`${ids.input}-label`}>{label}</span> : <label htmlFor={ids.input}>{label}</label>}
        {changed && (
          <IconButton size="small" label={`Back to the default of ${field.label}`} className={styles["reset"]} onClick={onReset}>
            <RotateCcw size={12} />
          </IconButton>
        )}
        <div className={styles["control"]}>{children}</div>
      </div>
      {error !== null && (
        <p id={ids.error} role="alert" className={styles["error"]}>
          {error}
        </p>
      )}
      <FieldHelp field={field} id={ids.help} chosen={chosen} onWhatIf={onWhatIf} />
    </div>
  );
}

type Meaning = { readonly label: string; readonly help: string };

/** What the value that is chosen means, what the field is, and the way to other values. */
function FieldHelp({
  field,
  id,
  chosen,
  onWhatIf,
}: {
  readonly field: Field;
  readonly id: string;
  readonly chosen: Meaning | undefined;
  readonly onWhatIf: (() => void) | undefined;
}) {
  return (
    <div className={styles["help"]}>
      <span id={id}>
        {chosen !== undefined && (
          <>
            <b>{chosen.label}</b>: {chosen.help}
            <br />
          </>
        )}
        {field.help}
      </span>
      {onWhatIf !== undefined && (
        <>
          {" "}
          <button type="button" className={styles["whatIf"]} aria-label={`What if… other values of ${field.label}`} onClick={onWhatIf}>
            What if…
          </button>
        </>
      )}
    </div>
  );
}
