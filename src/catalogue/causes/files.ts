import type { Part } from "../../engine/part/part.ts";
import type { CauseDecl } from "../cause.ts";

/** Whoever writes files shows nothing of one before it is closed, by its age at the latest: that is `setting`. */
export function fileAge(setting: string | null): CauseDecl<unknown, Part> {
  return {
    code: "file-age",
    effect: "file-age",
    find: ({ name }) => [
      { setting, text: `${name} shows records only when a file closes. Close files sooner, at the price of more and smaller ones.` },
    ],
  };
}
