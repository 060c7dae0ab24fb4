import type { ListMaker } from "../ranking-rows.ts";
import { VectorRows } from "../ranking-rows.ts";
import { defineRowKind } from "../row-kind.ts";

type Tables = { readonly vectors: VectorRows; readonly makers: ListMaker[] };

/** The message of an update-embeddings worker. */
export const vectorKind = defineRowKind<Tables>()({
  id: "vector",
  title: "User vectors",
  create: (): Tables => ({ vectors: new VectorRows(), makers: [] }),
  columns: [
    { name: "user_id", type: "BIGINT", holds: "user", read: ({ vectors }, row) => vectors.user.data[row] },
    { name: "vector", type: "REAL[]", holds: "worked-out" },
    { name: "made_at", type: "TIMESTAMP", holds: "time", read: ({ vectors }, row) => vectors.madeAt.data[row] },
    { name: "as_of", type: "TIMESTAMP", holds: "worked-out" },
    { name: "model", type: "INT", holds: "integer", read: ({ vectors }, row) => vectors.model.data[row] },
  ],
  bytes: { entries: ({ vectors, makers }, row) => makers[vectors.maker.data[row]].shelf.model(vectors.model.data[row]).dims },
  userOf: ({ vectors }, row) => vectors.user.data[row],
  hourOf: ({ vectors }, row, hourMs) => Math.floor(vectors.madeAt.data[row] / hourMs),
  timeColumn: "made_at",
});
