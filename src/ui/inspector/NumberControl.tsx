import { useState, type KeyboardEvent } from "react";
import type { NumberField, OptionalNumberField } from "../../catalogue/contract.ts";
import { valueProblem } from "../../catalogue/settings.ts";
import type { SettingValue } from "../../design/types.ts";
import { formatUnit } from "../parts/format.ts";
import { describedBy, type FieldIds } from "./FieldFrame.tsx";
import { numberInField, readNumber } from "./number-text.ts";
import styles from "./Fields.module.css";

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
    const size = ("step" in field ? field.step : undefined) ?? stepFor(field.type === "integer", now);
    const next = Math.min(field.max, Math.max(field.min, Number((now + by * size * (event.shiftKey ? 10 : 1)).toPrecision(12))));
    take(String(next));
  };
  const leave = (): void => {
    if (error === null || draft === null || readNumber(draft, field.unit) === value) setDraft(null);
  };
  const echo = typeof value === "number" ? echoOf(value, field.unit) : null;
  return (
    <>
      {!off && (
        <span className={styles["number"]}>
          <input
            id={ids.input}
            inputMode="decimal"
            autoComplete="off"
            spellCheck={false}
            value={draft ?? numberInField(value)}
            aria-invalid={error !== null}
            aria-describedby={describedBy(ids, error)}
            onChange={(event) => take(event.target.value)}
            onKeyDown={step}
            onBlur={leave}
          />
          {field.unit !== undefined && (
            <span className={styles["unit"]} title={field.unit}>
              {field.unit}
            </span>
          )}
        </span>
      )}
      {echo !== null && !off && (
        <span className={styles["echo"]} title="The box takes units too: 12 h, 30 min, 5 s, 64 MB">
          = {echo}
        </span>
      )}
      {optional && (
        <label className={styles["absent"]}>
          <input
            id={off ? ids.input : undefined}
            type="checkbox"
            checked={off}
            onChange={(event) => {
              setDraft(null);
              onProblem(null);
              onValue(event.target.checked ? null : firstValue(field));
            }}
          />
          {field.absent}
        </label>
      )}
    </>
  );
}

function firstValue(field: NumberField | OptionalNumberField): number {
  return field.default ?? Math.max(field.min, Math.min(field.max, 1000));
}

function stepFor(whole: boolean, now: number): number {
  const size = 10 ** Math.max(whole ? 0 : -3, Math.floor(Math.log10(Math.max(1e-9, Math.abs(now)))) - 1);
  return whole ? Math.max(1, size) : size;
}

/** A long time or size in the unit a person would say, when that reads differently. */
function echoOf(value: number, unit: string | undefined): string | null {
  if (unit === "ms" && Math.abs(value) >= 1000) return formatUnit(value, "ms");
  return (unit === "bytes" || unit === "B") && Math.abs(value) >= 1000 ? formatUnit(value, "bytes") : null;
}
