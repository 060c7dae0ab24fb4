import styles from "./Segmented.module.css";

export type SegmentedOption<V extends string> = { readonly value: V; readonly label: string };

/** A choice of a few, all visible: one radio group. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly SegmentedOption<V>[];
  readonly onChange: (value: V) => void;
}) {
  const move = (by: number): void => {
    const index = options.findIndex((option) => option.value === value);
    const next = options[(index + by + options.length) % options.length];
    if (next !== undefined) onChange(next.value);
  };
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={styles["group"]}
      onKeyDown={(event) => {
        const by =
          event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
        if (by === 0) return;
        event.preventDefault();
        event.stopPropagation();
        move(by);
        const buttons = event.currentTarget.querySelectorAll<HTMLButtonElement>("button");
        const index = options.findIndex((option) => option.value === value);
        buttons[(index + by + options.length) % options.length]?.focus();
      }}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          className={styles["option"]}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
