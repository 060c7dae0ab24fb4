import { defineRowKind } from "../row-kind.ts";

/** Key, value and the 22 B a record costs in a log (facts/streaming.md 1.1). */
export const CHANGE_BYTES = 120;

/** A change of keyed state, for a changelog: the row is the key. */
export const changeKind = defineRowKind()({
  id: "change",
  title: "Changes of keyed state (a changelog)",
  create: () => ({}),
  columns: [
    { name: "key", type: "BIGINT", holds: "integer", read: (_rows, row) => row },
    { name: "value", type: "VARCHAR", holds: "nothing" },
  ],
  bytes: CHANGE_BYTES,
  keyOf: (_rows, row) => row,
  compactsBy: (_rows, row) => row,
});
