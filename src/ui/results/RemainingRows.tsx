import type { Design } from "../../design/types.ts";
import type { RemainingRows as Remaining } from "../../result/erasure.ts";
import { formatBytes, pluralExact } from "../parts/format.ts";
import { partTitle } from "./parts/part-names.ts";
import styles from "./parts/Results.module.css";

/** What parts still hold of users who were erased, a sentence each; nothing where nobody was erased. */
export function RemainingRows({ remaining, design }: { readonly remaining: readonly Remaining[] | undefined; readonly design: Design }) {
  if (remaining === undefined) return null;
  if (remaining.length === 0)
    return (
      <p className={styles["sentence"]}>
        <strong>erased</strong> No part that keeps rows holds an erased user.
      </p>
    );
  return remaining.map(({ user, part, place, rows, bytes }) => (
    <p key={`${user} ${part} ${place}`} className={styles["sentence"]}>
      <strong>{`erased user ${user}`}</strong>
      {` ${partTitle(design, part)} still holds ${pluralExact(rows, "row")} (${formatBytes(bytes)})${place === "rows" ? "" : `: ${place}`}.`}
    </p>
  ));
}
