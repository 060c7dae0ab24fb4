import { EventRows } from "../event-rows.ts";
import { defineRowKind } from "../row-kind.ts";
import type { RowColumn } from "../row-kind.ts";

type Tables = { readonly events: EventRows };

/** What a source makes: the records the ledger counts. */
export const eventKind = defineRowKind<Tables>()({
  id: "event",
  title: "App events",
  create: ({ dimensions }): Tables => ({ events: new EventRows(dimensions.length) }),
  columns: ({ dimensions }) => [
    { name: "event_id", type: "BIGINT", holds: "event-id", read: ({ events }, row) => events.eventId.at(row) },
    { name: "user_id", type: "BIGINT", holds: "user", read: ({ events }, row) => events.user.at(row) },
    { name: "event_type", type: "VARCHAR", holds: "code", names: ({ types }) => types, read: ({ events }, row) => events.type.at(row) },
    { name: "event_time", type: "TIMESTAMP", holds: "time", read: ({ events }, row) => events.eventTime.at(row) },
    { name: "sent_at", type: "TIMESTAMP", holds: "time", read: ({ events }, row) => events.sentAt.at(row) },
    ...dimensions.map(
      ({ column }, d): RowColumn<Tables> => ({
        name: column,
        type: "VARCHAR",
        holds: "code",
        names: (named) => named.dimensions[d].names,
        read: ({ events }, row) => events.dimensions[d].at(row),
      }),
    ),
    { name: "item_id", type: "BIGINT", holds: "item", read: ({ events }, row) => events.item.at(row) },
    { name: "bytes", type: "INT", holds: "integer", read: ({ events }, row) => events.bytes.at(row) },
  ],
  // Each event carries its own bytes, which whoever asks for the bytes of rows reads there.
  bytes: 0,
  userOf: ({ events }, row) => events.user.at(row),
  compactsBy: ({ events }, row) => events.user.at(row),
  mergesBy: ({ events }, row) => events.eventId.at(row),
  hourOf: ({ events }, row, hourMs) => Math.floor(events.eventTime.at(row) / hourMs),
  timeColumn: "event_time",
  newestEventAt: ({ events }, row) => events.happenedAt.at(row),
});
