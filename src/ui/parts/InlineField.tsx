import { useId, useState } from "react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import styles from "./InlineField.module.css";

type Look = { readonly mono?: boolean | undefined; readonly boxed?: boolean | undefined; readonly align?: "start" | "end" | undefined };

function fieldClass({ boxed }: Look): string {
  return `${styles["field"] ?? ""} ${boxed ? (styles["boxed"] ?? "") : ""}`;
}

function inputClass({ mono, align }: Look): string {
  return `${styles["input"] ?? ""} ${mono ? (styles["mono"] ?? "") : ""} ${align === "end" ? (styles["end"] ?? "") : ""}`;
}

export type InlineTextProps = Look & {
  /** The accessible name; a table heading or the words beside it show it to the eye. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Why a text cannot be taken, or null. A refused text stays in the field, with the reason under it, until it is mended; Escape gives it up. */
  readonly check?: (value: string) => string | null;
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** Id of a datalist. */
  readonly list?: string;
  readonly describedBy?: string;
  readonly invalid?: boolean;
  /** Name of the field for whoever looks for it in the page. */
  readonly field?: string;
  readonly inputMode?: "text" | "decimal";
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly ref?: Ref<HTMLInputElement>;
};

/** A text that can be edited where it stands: it looks like text until it is pointed at or focused. */
export function InlineText({
  label,
  value,
  onChange,
  check,
  placeholder,
  describedBy,
  invalid = false,
  field,
  onKeyDown,
  ...rest
}: InlineTextProps) {
  const { mono, boxed, align, ...native } = rest;
  const [draft, setDraft] = useState<string | null>(null);
  const problemId = useId();
  const problem = draft === null ? null : (check?.(draft) ?? null);
  const described = [problem === null ? undefined : problemId, describedBy].filter((id) => id !== undefined).join(" ");
  return (
    <span className={fieldClass({ boxed })}>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        className={inputClass({ mono, align })}
        aria-label={label}
        aria-invalid={problem !== null || invalid}
        {...(described === "" ? {} : { "aria-describedby": described })}
        data-field={field}
        placeholder={placeholder ?? " "}
        title={value.length > 12 ? value : undefined}
        value={draft ?? value}
        onChange={(event) => {
          const next = event.target.value;
          setDraft(next);
          if ((check?.(next) ?? null) === null) onChange(next);
        }}
        onBlur={() => {
          if (problem === null) setDraft(null);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && problem !== null) {
            event.preventDefault();
            setDraft(null);
          }
          onKeyDown?.(event);
        }}
        {...native}
      />
      {problem !== null && (
        <span id={problemId} role="alert" className={styles["problem"]}>
          {problem}
        </span>
      )}
    </span>
  );
}

export type InlineAreaProps = Look & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly maxLength?: number;
};

/** A text of a sentence or more, edited where it stands; it grows with what is written. Line breaks become spaces. */
export function InlineArea({ label, value, onChange, placeholder, maxLength, ...look }: InlineAreaProps) {
  return (
    <span className={fieldClass(look)}>
      <textarea
        rows={1}
        className={`${inputClass(look)} ${styles["area"] ?? ""}`}
        aria-label={label}
        placeholder={placeholder ?? " "}
        maxLength={maxLength}
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/[\r\n]+/g, " "))}
      />
    </span>
  );
}

export type InlineSelectProps = Look & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
};

/** A choice that can be changed where it stands. */
export function InlineSelect({ label, value, onChange, children, ...look }: InlineSelectProps) {
  return (
    <span className={fieldClass(look)}>
      <select className={inputClass(look)} aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
    </span>
  );
}
