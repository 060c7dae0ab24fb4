import { int32s } from "../packed-list.ts";
import type { EventRows } from "../event-rows.ts";
import { defineRowKind } from "../row-kind.ts";

/** An event with the key of the version of its user that was valid when it happened. */
export class FactRows {
  /** Rows of the event table. */
  readonly event = int32s();
  /** Surrogate key of the dimension; 0: nothing was known of the user yet. */
  readonly userKey = int32s();

  get length(): number {
    return this.event.length;
  }
}

type Tables = { readonly facts: FactRows; readonly events: EventRows };

/** Keys, a time and a measure, as JSON in a log. */
const BYTES = 110;

const eventOf = ({ facts }: Tables, row: number): number => facts.event.at(row);

/** What happened, by keys of dimensions. */
export const factKind = defineRowKind<Tables>()({
  id: "fact",
  title: "Facts by surrogate keys",
  create: () => ({ facts: new FactRows() }),
  columns: [
    { name: "event_id", type: "BIGINT", holds: "event-id", read: (rows, row) => rows.events.eventId.at(eventOf(rows, row)) },
    { name: "user_key", type: "BIGINT", holds: "integer", read: ({ facts }, row) => facts.userKey.at(row) },
    { name: "item_id", type: "BIGINT", holds: "item", read: (rows, row) => rows.events.item.at(eventOf(rows, row)) },
    { name: "event_time", type: "TIMESTAMP", holds: "time", read: (rows, row) => rows.events.eventTime.at(eventOf(rows, row)) },
    { name: "bytes", type: "INT", holds: "integer", read: (rows, row) => rows.events.bytes.at(eventOf(rows, row)) },
  ],
  bytes: BYTES,
  userOf: (rows, row) => rows.events.user.at(eventOf(rows, row)),
  mergesBy: (rows, row) => `${rows.events.eventId.at(eventOf(rows, row))}/${rows.facts.userKey.at(row)}`,
  hourOf: (rows, row, hourMs) => Math.floor(rows.events.eventTime.at(eventOf(rows, row)) / hourMs),
  timeColumn: "event_time",
  newestEventAt: (rows, row) => rows.events.happenedAt.at(eventOf(rows, row)),
});
