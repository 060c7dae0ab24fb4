import type { ReactNode } from "react";
import styles from "./Section.module.css";

/** A part of a list that can be folded. */
export function Section({
  title,
  count,
  open = false,
  children,
}: {
  readonly title: string;
  readonly count?: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details className={styles["section"]} open={open}>
      <summary>
        <h3>{title}</h3>
        {count !== undefined && <small>{count}</small>}
      </summary>
      <div className={styles["content"]}>{children}</div>
    </details>
  );
}
