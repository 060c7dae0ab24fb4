import type { ReactNode } from "react";
import styles from "./Results.module.css";

/** The heading of a table of results: the first column names, the others count; `drawing` heads a last column that holds a picture. */
export function Heads({ names, drawing }: { readonly names: readonly string[]; readonly drawing?: string }) {
  return (
    <thead>
      <tr>
        {names.map((name, index) => (
          <th key={name} scope="col" className={index === 0 ? undefined : styles["r"]}>
            {name}
          </th>
        ))}
        {drawing !== undefined && (
          <th scope="col" className={styles["wide"]}>
            {drawing}
          </th>
        )}
      </tr>
    </thead>
  );
}

/** A cell that holds a number. */
export function Num({
  tone,
  title,
  children,
}: {
  readonly tone?: "ok" | "warn" | "bad" | "quiet" | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <td className={`${styles["r"]} ${tone === undefined ? "" : styles[tone]}`} title={title}>
      {children}
    </td>
  );
}
