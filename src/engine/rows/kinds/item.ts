import { ItemRows } from "../item-rows.ts";
import { defineRowKind } from "../row-kind.ts";

type Tables = { readonly items: ItemRows };

/** Where no table says what a row takes: short link, long URL, owner and two times, as the guides of the field estimate it. */
const BYTES = 500;

/** A thing stored under a key: a short link with its URL, a paste, a photo. */
export const itemKind = defineRowKind<Tables>()({
  id: "stored-item",
  title: "Things stored under a key",
  create: (): Tables => ({ items: new ItemRows() }),
  columns: [
    { name: "item_key", type: "BIGINT", holds: "integer", read: ({ items }, row) => items.key.data[row] },
    { name: "content_id", type: "BIGINT", holds: "integer", read: ({ items }, row) => items.content.data[row] },
    { name: "owner_id", type: "BIGINT", holds: "user", read: ({ items }, row) => items.owner.data[row] },
    { name: "content_bytes", type: "INT", holds: "integer", read: ({ items }, row) => items.bytes.data[row] },
    { name: "created_at", type: "TIMESTAMP", holds: "time", read: ({ items }, row) => items.madeAt.data[row] },
  ],
  bytes: BYTES,
  userOf: ({ items }, row) => items.owner.data[row],
  hourOf: ({ items }, row, hourMs) => Math.floor(items.madeAt.data[row] / hourMs),
  timeColumn: "created_at",
});
