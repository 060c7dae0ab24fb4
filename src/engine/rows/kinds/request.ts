import { defineRowKind } from "../row-kind.ts";

/** A call with its headers. */
const BYTES = 500;

/** A call of a user; the desk (books/request-desk.ts) holds the rows. */
export const requestKind = defineRowKind()({ id: "request", title: "Calls of users", create: () => ({}), columns: [], bytes: BYTES });
