import { useState, type KeyboardEvent } from "react";
import type { NumberField, OptionalNumberField } from "../../catalogue/contract.ts";
import { numberToBeginWith, valueProblem } from "../../catalogue/fields/settings.ts";
import type { SettingValue } from "../../design/types.ts";
import { describedBy, type FieldIds } from "./FieldFrame.tsx";
import { echoOf, numberInField, readNumber, stepOf, unitBeside } from "../parts/number-text.ts";
import styles from "./Fields.module.css";

const HINTS: { readonly [unit: string]: string } = {
  ms: "Takes 12 h, 30 min, 5 s or 500 ms; a number alone is in ms",
  bytes: "Takes 64 MB, 16 KiB or 500 B; a number alone is in bytes",
};

type NumberControlProps = {
  readonly field: NumberField | OptionalNumberField;
  readonly ids: FieldIds;
  readonly value: SettingValue;
  readonly error: string | null;
  readonly onValue: (value: SettingValue) => void;
  /** What stands in the box and is not (yet) a value; null once it is. */
  readonly onProblem: (problem: string | null) => void;
};

/** A number with its unit. What is typed and cannot be used stays in the box and is not written into the document. */
export function NumberControl({ field, ids, value, error, onValue, onProblem }: NumberControlProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const hint = HINTS[field.unit ?? ""];
  const optional = field.type === "optional-number";
  const off = optional && value === null;
  const take = (text: string): void => {
    const next = readNumber(text, field.unit);
    const problem = next === null ? `${field.label} needs a number. “${text.trim().slice(0, 40)}” is none.` : valueProblem(field, next);
    onProblem(problem);
    setDraft(text);
    if (problem === null && next !== null) onValue(next);
  };
  const step = (event: KeyboardEvent<HTMLInputElement>): void => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    const now = readNumber(event.currentTarget.value, field.unit);
    if (by === 0 || now === null) return;
    event.preventDefault();
    const size = ("step" in field ? field.step : undefined) ?? stepOf(now, field.unit, field.type === "integer");
    const next = Math.min(field.max, Math.max(field.min, Number((now + by * size * (event.shiftKey ? 10 : 1)).toPrecision(12))));
    take(numberInField(next, field.unit));
  };
  const leave = (): void => {
    if (error === null || draft === null || readNumber(draft, field.unit) === value) setDraft(null);
  };
  const text = draft ?? numberInField(value, field.unit);
  const beside = unitBeside(text, field.unit);
  const echo = draft === null || error !== null ? null : echoOf(draft, value, field.unit);
  return (
    <>
      {!off && (
        <span className={styles["number"]}>
          <input
            id={ids.input}
            inputMode={hint === undefined ? "decimal" : "text"}
            autoComplete="off"
            spellCheck={false}
            value={text}
            title={hint}
            aria-invalid={error !== null}
            aria-describedby={describedBy(ids, error)}
            onChange={(event) => take(event.target.value)}
            onKeyDown={step}
            onBlur={leave}
          />
          {field.unit !== undefined && (
            <span className={styles["unit"]} title={beside}>
              {beside}
            </span>
          )}
        </span>
      )}
      {echo !== null && !off && <span className={styles["echo"]}>= {echo}</span>}
      {optional && (
        <label className={styles["absent"]}>
          <input
            id={off ? ids.input : undefined}
            type="checkbox"
            checked={off}
            onChange={(event) => {
              setDraft(null);
              onProblem(null);
              onValue(event.target.checked ? null : numberToBeginWith(field));
            }}
          />
          {field.absent}
        </label>
      )}
    </>
  );
}
