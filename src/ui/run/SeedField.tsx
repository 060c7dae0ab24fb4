import { useState } from "react";
import { setSeed, useRun } from "../stores/run-store.ts";
import { parseSeed } from "./seed.ts";
import styles from "./SeedField.module.css";

/** The seed of the run's chance: the same seed gives the same numbers everywhere. */
export function SeedField({ disabled }: { readonly disabled: boolean }) {
  const seed = useRun((state) => state.seed);
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft !== null && parseSeed(draft) === null;
  const settle = (): void => {
    const value = draft === null ? null : parseSeed(draft);
    if (value !== null) setSeed(value);
    setDraft(null);
  };
  return (
    <label className={styles["seed"]} title="Same design, same seed: same numbers, on every computer">
      <span>seed</span>
      <input
        value={draft ?? String(seed)}
        inputMode="numeric"
        disabled={disabled}
        aria-invalid={wrong}
        aria-label={wrong ? "Seed: a whole number from 0 to 4,294,967,295" : "Seed"}
        style={{ width: `calc(${Math.max(2, (draft ?? String(seed)).length)}ch + 16px)` }}
        onChange={(event) => setDraft(event.currentTarget.value.slice(0, 12))}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
          if (event.key === "Escape") setDraft(null);
        }}
      />
    </label>
  );
}
