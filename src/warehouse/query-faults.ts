import type { QueryFault } from "./warehouse.ts";

/** The place a database message points at (`LINE 1: ...` and a caret below), without its repetition. */
function withoutRepetition(message: string): string {
  const blocks = message.split(/\n\s*\n/);
  return [...new Set(blocks.map((block) => block.trimEnd()))].join("\n\n").trim();
}

/** A parser error of a streamed statement comes as JSON; the same words as elsewhere are made of it. */
function plainMessage(message: string): string {
  if (!message.startsWith("{")) return message;
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed !== "object" || parsed === null) return message;
    const { exception_type: type, exception_message: text } = parsed as {
      readonly exception_type?: unknown;
      readonly exception_message?: unknown;
    };
    return typeof type === "string" && typeof text === "string" ? `${type} Error: ${text}` : message;
  } catch {
    return message;
  }
}

function firstSentence(message: string): string {
  const [head = ""] = message.split("\n");
  return head.trim();
}

const READ_ONLY = "The tables of the run can only be read.";
const MAKE_OWN = "To change rows, make a table of your own: CREATE TABLE mine AS SELECT …";

/** A statement would have put something of its own before a table of the run. */
export function hiddenFault(name: string): QueryFault {
  return { kind: "refused", message: `${READ_ONLY} ${name} is one of them: give yours another name.` };
}

/**
 * Turns a message of DuckDB into a sentence with the next step. `knownTables` are the names that would have worked.
 */
export function explainFault(error: unknown, knownTables: readonly string[]): QueryFault {
  const detail = withoutRepetition(plainMessage(error instanceof Error ? error.message : String(error)));
  const head = firstSentence(detail);
  if (/cancell?ed|interrupted/i.test(head)) return { kind: "cancelled", message: "Stopped. No rows were kept." };
  if (/out of memory|failed to allocate/i.test(head)) {
    const message =
      "The query needs more than 1 GB of memory. Filter with WHERE, aggregate before you sort or join, or name only the columns you need.";
    return { kind: "memory", message, detail };
  }
  if (
    /attempting to write to database "run"/i.test(detail) ||
    /can only (?:delete|update|insert)[^.]*base table|can only update base table/i.test(head)
  )
    return { kind: "refused", message: `${READ_ONLY} ${MAKE_OWN}`, detail };
  const extension = /(?:exists in|provided by|part of) the (\w+) extension/i.exec(detail)?.[1];
  if (extension !== undefined) {
    const message = `This belongs to the extension “${extension}”, which is not part of this page; it is not fetched, so say it with what is built in.`;
    return { kind: "refused", message, detail: head };
  }
  if (/^permission error/i.test(head) || /configuration has been locked/i.test(head) || /extension/i.test(head)) {
    const message = "Files, network and extensions are closed here: a query reads only the tables of this run. Use the tables in the list.";
    return { kind: "refused", message, detail };
  }
  if (/table with name .* does not exist/i.test(head)) {
    return { kind: "sql", message: `There is no such table in this run. It has: ${knownTables.join(", ") || "none"}.`, detail };
  }
  if (/referenced column .* not found|column .* does not exist/i.test(head)) {
    return {
      kind: "sql",
      message: "There is no such column. The list of tables shows each table's columns; completion offers them after a dot.",
      detail,
    };
  }
  if (/^parser error/i.test(head))
    return {
      kind: "sql",
      message: "The database could not read this. The mark below shows where it stopped; check the word before it.",
      detail,
    };
  if (/memory access out of bounds|unreachable|worker/i.test(head)) {
    return {
      kind: "crashed",
      message: "The database stopped working and will be started anew. Run the query again; a smaller one, if it stops again.",
      detail,
    };
  }
  return { kind: "sql", message: "The database refused this statement. Its reason is below.", detail };
}

export function timeoutFault(timeoutMs: number): QueryFault {
  const message = `Stopped after ${Math.round(timeoutMs / 1_000)} s. Filter with WHERE, aggregate first, or look at a part of the time.`;
  return { kind: "timeout", message };
}

/** An answer of more columns than are shown. */
export function wideFault(columns: number, most: number): QueryFault {
  const count = (number: number): string => number.toLocaleString("en-US");
  return {
    kind: "refused",
    message: `The answer has ${count(columns)} columns, and ${count(most)} are shown at most. Name those you need.`,
  };
}
