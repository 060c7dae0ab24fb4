import type { ReactNode } from "react";
import styles from "./Chip.module.css";

export type Tone = "neutral" | "accent" | "ok" | "warn" | "bad";

/** A small rounded label: `4 facts pinned`, `running 60×`. */
export function Chip({
  tone = "accent",
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={`${styles["chip"] ?? ""} ${styles[tone] ?? ""}`} title={title}>
      {children}
    </span>
  );
}

const SIGNS: { readonly [tone in Tone]: string } = { neutral: "·", accent: "i", ok: "✓", warn: "!", bad: "✕" };

/** The round sign of a state; `word` says it to those who do not see it. */
export function StateSign({ tone, word }: { readonly tone: Tone; readonly word: string }) {
  return (
    <span className={`${styles["sign"] ?? ""} ${styles[tone] ?? ""}`} title={word}>
      <span aria-hidden="true">{SIGNS[tone]}</span>
      <span className="visually-hidden">{word}</span>
    </span>
  );
}
