import { int32s } from "../packed-list.ts";
import type { EventRows } from "../event-rows.ts";
import { defineRowKind } from "../row-kind.ts";

/** Two events that belong together. */
export class JoinRows {
  /** Rows of the event table. */
  readonly left = int32s();
  readonly right = int32s();

  get length(): number {
    return this.left.length;
  }
}

type Tables = { readonly joins: JoinRows; readonly events: EventRows };

/** Both events' keys and what the pair says, as JSON in a log. */
const BYTES = 150;

const leftOf = ({ joins }: Tables, row: number): number => joins.left.at(row);
const rightOf = ({ joins }: Tables, row: number): number => joins.right.at(row);
const leftAt = (rows: Tables, row: number): number => rows.events.eventTime.at(leftOf(rows, row));
const rightAt = (rows: Tables, row: number): number => rows.events.eventTime.at(rightOf(rows, row));

/** What a join of events makes. */
export const pairKind = defineRowKind<Tables>()({
  id: "join",
  title: "Pairs of events that belong together",
  create: () => ({ joins: new JoinRows() }),
  columns: [
    { name: "left_event_id", type: "BIGINT", holds: "event-id", read: (rows, row) => rows.events.eventId.at(leftOf(rows, row)) },
    { name: "right_event_id", type: "BIGINT", holds: "event-id", read: (rows, row) => rows.events.eventId.at(rightOf(rows, row)) },
    { name: "user_id", type: "BIGINT", holds: "user", read: (rows, row) => rows.events.user.at(leftOf(rows, row)) },
    { name: "item_id", type: "BIGINT", holds: "item", read: (rows, row) => rows.events.item.at(leftOf(rows, row)) },
    { name: "left_time", type: "TIMESTAMP", holds: "time", read: leftAt },
    { name: "right_time", type: "TIMESTAMP", holds: "time", read: rightAt },
    { name: "delay_s", type: "DOUBLE", holds: "number", read: (rows, row) => (rightAt(rows, row) - leftAt(rows, row)) / 1000 },
  ],
  bytes: BYTES,
  mergesBy: (rows, row) => `${rows.events.eventId.at(leftOf(rows, row))}/${rows.events.eventId.at(rightOf(rows, row))}`,
  // A pair is complete with the later of its events.
  hourOf: (rows, row, hourMs) => Math.floor(Math.max(leftAt(rows, row), rightAt(rows, row)) / hourMs),
});
