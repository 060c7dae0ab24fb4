import type { AppService } from "../../engine/requests/app-service.ts";
import type { CleanupService } from "../../engine/requests/cleanup-service.ts";
import type { CauseDecl } from "../cause.ts";
import { duration, exact, plural } from "../words.ts";

/** Rows that only the cache had when it lost them. */
export const WRITE_BACK_LOST: CauseDecl<unknown, AppService> = {
  code: "write-back-lost",
  effect: "lost-items",
  find: ({ part: { writeBack }, name }) =>
    writeBack === null || writeBack.lost === 0
      ? []
      : [
          {
            setting: "storesIn",
            counted: true,
            weight: writeBack.lost,
            text: `${name} acknowledged what only the cache had: ${exact(writeBack.lost)} keys were no longer there when they were to be brought to the store, and ${exact(writeBack.brought)} were brought. Acknowledge when the store has it, or bring it sooner and let the cache push nothing out.`,
            mends: [{ setting: "storesIn", to: "store" }],
          },
        ],
};

const ROUNDS_OF_A_RUN = 10;

/** Rounds that come too seldom, or take too few rows, for what expires. */
export const CLEANED_TOO_SELDOM: CauseDecl<{ readonly everyMs: number }, CleanupService> = {
  code: "cleaned-too-seldom",
  effect: "expired-stays",
  find: ({ part, props, name, run }) => {
    const { deleted, rounds } = part;
    const came = rounds === 0 ? "one began that did not end, and" : `${plural(rounds, "round")} came and`;
    const did = rounds === 0 && deleted === 0 ? "none came" : `${came} deleted ${plural(deleted, "row")}`;
    // With fewer than that many a good part of what expires lies there for want of a round, however much each deletes.
    const seldom = props.everyMs * ROUNDS_OF_A_RUN > run.durationMs;
    const text = `${name} makes a round every ${duration(props.everyMs)}: in the ${duration(run.durationMs)} of the run ${did}.`;
    return [
      seldom
        ? {
            setting: "everyMs",
            weight: 1,
            text: `${text} What has expired lies until the next one.`,
            mends: [{ setting: "everyMs", to: Math.max(1000, 1000 * Math.round(run.durationMs / (1000 * ROUNDS_OF_A_RUN))) }],
          }
        : {
            setting: "batch",
            weight: 1,
            text: `${text} More than that had expired. Let it delete more at a time, or rest less in between.`,
          },
    ];
  },
};

/** What has expired is answered with nothing, and takes room for ever. */
export const EXPIRED_STAYS: CauseDecl<{ readonly deletesExpired: boolean }, AppService> = {
  code: "expired-stays",
  effect: "expired-stays",
  find: ({ props, name }) =>
    props.deletesExpired
      ? [
          {
            setting: null,
            text: `${name} deletes what has expired when somebody asks for it, and nobody asks for most of it again. Wire a clean-up service to the store.`,
          },
        ]
      : [
          {
            setting: "deletesExpired",
            text: `${name} answers that what has expired is not there, and leaves it where it lies. Let it delete what it meets, and add a clean-up service for what nobody asks for any more.`,
            mends: [{ setting: "deletesExpired", to: true }],
          },
        ],
};
