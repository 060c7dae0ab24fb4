import type { AppService } from "../../engine/requests/app-service.ts";
import type { CauseDecl } from "../cause.ts";
import { exact } from "../words.ts";

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

/** What has expired is answered with nothing, and takes room for ever. */
export const EXPIRED_STAYS: CauseDecl<{ readonly deletesExpired: boolean }, AppService> = {
  code: "expired-stays",
  effect: "expired-stays",
  find: ({ props, name }) =>
    props.deletesExpired
      ? []
      : [
          {
            setting: "deletesExpired",
            text: `${name} answers that what has expired is not there, and leaves it where it lies. Let it delete what it meets, and add a clean-up service for what nobody asks for any more.`,
            mends: [{ setting: "deletesExpired", to: true }],
          },
        ],
};
