import type { Design } from "../../design/types.ts";
import type { PersonalRead } from "../../result/personal.ts";
import type { RunResult } from "../../result/result.ts";
import { formatExact, pluralExact } from "../parts/format.ts";
import { partTitle } from "./parts/part-names.ts";
import { RemainingRows } from "./RemainingRows.tsx";
import styles from "./parts/Results.module.css";

/** What each reader asked for and was answered with of personal data, and what is left of users who were erased, a sentence each. */
export function PersonalReads({ result, design }: { readonly result: RunResult; readonly design: Design }) {
  const { personal = [], remaining } = result;
  return (
    <>
      {personal.map((read) => (
        <p key={`${read.reader} ${read.store} ${read.table} ${read.column}`} className={styles["sentence"]}>
          <strong>{`${read.table}.${read.column}`}</strong>
          {` ${readSentence(read, partTitle(design, read.reader), partTitle(design, read.store))}`}
        </p>
      ))}
      <RemainingRows remaining={remaining} design={design} />
    </>
  );
}

function readSentence({ queries, refused, clearCells, maskedCells }: PersonalRead, reader: string, store: string): string {
  const asked = `${reader} asked ${store} for it in ${pluralExact(queries, "query", "queries")}`;
  if (refused > 0) return `${asked}, and ${formatExact(refused)} were refused.`;
  if (maskedCells > 0) return `${asked} and was given ${pluralExact(maskedCells, "masked cell")}, none as it is.`;
  return `${asked} and was given ${pluralExact(clearCells, "cell")} as ${clearCells === 1 ? "it is" : "they are"}.`;
}
