import { float64s, int32s, uint8s } from "../packed-list.ts";
import type { PackedList } from "../packed-list.ts";
import type { EventColumns } from "../dimensions.ts";
import { defineRowKind } from "../row-kind.ts";
import type { RowColumn } from "../row-kind.ts";

/** What is known of a user for a stretch of time: a row of a slowly changing dimension. */
export class UserVersionRows {
  /** The surrogate key that facts carry: a version keeps it when its row is written anew. */
  readonly key = int32s();
  readonly user = int32s();
  /** The item of the event that changed it, and the codes of the workload's dimensions. */
  readonly item = int32s();
  readonly dimensions: readonly PackedList<Uint8Array>[];
  /** Valid from .. to (exclusive), ms; to Infinity: it is the current one. */
  readonly fromMs = float64s();
  readonly toMs = float64s();
  /** The last event that said the same. */
  readonly seenMs = float64s();

  constructor({ dimensions }: EventColumns) {
    this.dimensions = dimensions.map(() => uint8s());
  }

  get length(): number {
    return this.key.length;
  }
}

type Tables = { readonly userVersions: UserVersionRows };

/** As JSON in a log; files hold it compressed. */
const BYTES = 180;

const timeOrNothing = (ms: number): number => (ms === Infinity ? NaN : ms);

/** A dimension of users: one row each, or one for each state a user was in. */
export const userVersionKind = defineRowKind<Tables>()({
  id: "user-version",
  title: "Users and their versions (slowly changing dimension)",
  create: (events): Tables => ({ userVersions: new UserVersionRows(events) }),
  columns: ({ dimensions }) => [
    { name: "user_key", type: "BIGINT", holds: "integer", read: ({ userVersions }, row) => userVersions.key.at(row) },
    { name: "user_id", type: "BIGINT", holds: "user", read: ({ userVersions }, row) => userVersions.user.at(row) },
    ...dimensions.map(
      ({ column }, d): RowColumn<Tables> => ({
        name: column,
        type: "VARCHAR",
        holds: "code",
        names: (named) => named.dimensions[d].names,
        read: ({ userVersions }, row) => userVersions.dimensions[d].at(row),
      }),
    ),
    { name: "item_id", type: "BIGINT", holds: "item", read: ({ userVersions }, row) => userVersions.item.at(row) },
    { name: "valid_from", type: "TIMESTAMP", holds: "time", read: ({ userVersions }, row) => userVersions.fromMs.at(row) },
    { name: "valid_to", type: "TIMESTAMP", holds: "time", read: ({ userVersions }, row) => timeOrNothing(userVersions.toMs.at(row)) },
    {
      name: "is_current",
      type: "BOOLEAN",
      holds: "flag",
      read: ({ userVersions }, row) => (userVersions.toMs.at(row) === Infinity ? 1 : 0),
    },
  ],
  bytes: BYTES,
  userOf: ({ userVersions }, row) => userVersions.user.at(row),
  mergesBy: ({ userVersions }, row) => userVersions.key.at(row),
});
