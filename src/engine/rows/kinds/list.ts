import type { ListMaker } from "../ranking-rows.ts";
import { ListRows } from "../ranking-rows.ts";
import { defineRowKind } from "../row-kind.ts";

type Tables = { readonly lists: ListRows; readonly makers: ListMaker[] };

/** A list of recommendations. */
export const listKind = defineRowKind<Tables>()({
  id: "list",
  title: "Lists of recommendations, a row each",
  create: () => ({ lists: new ListRows() }),
  columns: [
    { name: "user_id", type: "BIGINT", holds: "user", read: ({ lists }, row) => lists.user.data[row] },
    { name: "items", type: "BIGINT[]", holds: "worked-out" },
    { name: "scores", type: "REAL[]", holds: "worked-out" },
    { name: "made_at", type: "TIMESTAMP", holds: "time", read: ({ lists }, row) => lists.madeAt.data[row] },
    { name: "as_of", type: "TIMESTAMP", holds: "worked-out" },
    { name: "model", type: "INT", holds: "integer", read: ({ lists }, row) => lists.model.data[row] },
  ],
  bytes: { entries: ({ lists, makers }, row) => makers[lists.maker.data[row]].length },
  userOf: ({ lists }, row) => lists.user.data[row],
  hourOf: ({ lists }, row, hourMs) => Math.floor(lists.madeAt.data[row] / hourMs),
  timeColumn: "made_at",
});
