import { nounFor } from "../../base/counted-noun.ts";
import type { ScanEngine } from "../../engine/files/scan-engine.ts";
import type { Part } from "../../engine/part/part.ts";
import type { CauseDecl } from "../cause.ts";
import { exact } from "../words.ts";

/** Whoever writes files shows nothing of one before it is closed, by its age at the latest: that is `setting`. */
export function fileAge(setting: string | null): CauseDecl<unknown, Part> {
  return {
    code: "file-age",
    effect: "file-age",
    find: ({ name }) => [
      {
        setting,
        towards: "less",
        text: `${name} shows records only when a file closes. Close files sooner, at the price of more and smaller ones.`,
      },
    ],
  };
}

/** Files lie in partitions that nobody has registered: no query sees their rows. */
export const PARTITIONS_UNKNOWN: CauseDecl<unknown, ScanEngine> = {
  code: "partitions-unknown",
  effect: "unseen",
  find: ({ part: { hiddenRows, catalogue }, name, nameOf }) =>
    catalogue === null || hiddenRows.rows === 0
      ? []
      : [
          {
            part: catalogue,
            setting: null,
            counted: true,
            weight: hiddenRows.rows,
            text: `${exact(hiddenRows.rows)} ${nounFor(hiddenRows.rows, "row")} lie in ${exact(hiddenRows.partitions)} ${nounFor(hiddenRows.partitions, "partition")} that ${nameOf(catalogue)} has never been told of, so ${name} does not see them. Register partitions as they are written, or let their names follow from a rule (projection).`,
          },
        ],
};
