import { useId, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, RefObject } from "react";
import { completed, completionsAt } from "./word-at-caret.ts";
import styles from "./Notes.module.css";

/** The names offered while a formula is written, which of them is chosen, and how one is taken. */
function useCompletions(
  field: RefObject<HTMLTextAreaElement | null>,
  value: string,
  names: readonly string[],
  onChange: (value: string) => void,
) {
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const moveTo = useRef<number | null>(null);
  const offered = caret === null ? [] : completionsAt(value, caret, names);
  const current = Math.min(chosen, offered.length - 1);

  // The caret can stand behind a name only once the name is in the field.
  useLayoutEffect(() => {
    if (moveTo.current === null) return;
    field.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = null;
  }, [field, value]);

  const take = (index: number): void => {
    const completion = offered[index];
    if (completion === undefined) return;
    const next = completed(value, completion);
    moveTo.current = next.caret;
    setCaret(null);
    onChange(next.formula);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: { readonly [key: string]: number } = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      take(current);
    } else if (offered.length > 0 && step !== undefined) {
      event.preventDefault();
      setChosen((current + step + offered.length) % offered.length);
    } else if (offered.length > 0 && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setCaret(null);
    }
  };
  const wroteAt = (at: number): void => {
    setChosen(0);
    setCaret(at);
  };
  return { names: offered.map(({ name }) => name), current, take, onKeyDown, wroteAt, putAway: () => setCaret(null) };
}

/**
 * A formula, whole however long it is. While it is written, names that fit are offered below it: arrows choose, Enter takes one,
 * Escape puts them away. Tab goes on to the next field, as everywhere.
 */
export function FormulaField({
  label,
  value,
  names,
  describedBy,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  /** Names that a formula may hold. */
  readonly names: readonly string[];
  /** Id of the sentence on what is wrong with it; absent: nothing is. */
  readonly describedBy: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const offered = useCompletions(field, value, names, onChange);
  const offers = offered.names.length > 0;
  return (
    <span className={styles["formulaField"]}>
      <textarea
        ref={field}
        rows={1}
        className={styles["formula"]}
        aria-label={label}
        aria-invalid={describedBy !== undefined}
        aria-describedby={describedBy}
        aria-autocomplete="list"
        aria-controls={offers ? listId : undefined}
        aria-activedescendant={offers ? `${listId}-${offered.current}` : undefined}
        placeholder="40 M events / 1 day"
        autoComplete="off"
        spellCheck={false}
        maxLength={1_000}
        value={value}
        onChange={({ target }) => {
          offered.wroteAt(target.selectionStart);
          onChange(target.value.replace(/[\r\n]+/g, " "));
        }}
        onKeyDown={offered.onKeyDown}
        onBlur={offered.putAway}
      />
      {offers && <Offered id={listId} names={offered.names} current={offered.current} onTake={offered.take} />}
    </span>
  );
}

function Offered({
  id,
  names,
  current,
  onTake,
}: {
  readonly id: string;
  readonly names: readonly string[];
  readonly current: number;
  readonly onTake: (index: number) => void;
}) {
  return (
    <span id={id} role="listbox" aria-label="Names that fit" className={styles["offered"]}>
      {names.map((name, index) => (
        <span
          key={name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === current}
          // The field keeps the focus, so that one can write on.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(index);
          }}
        >
          {name}
        </span>
      ))}
    </span>
  );
}
