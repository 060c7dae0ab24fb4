import { SHOWN_CHARS } from "./warehouse.ts";
import type { QueryFault } from "./warehouse.ts";
import { writtenName } from "./written-name.ts";

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

function firstLine(message: string): string {
  const [head = ""] = message.split("\n");
  return head.trim();
}

/** A text as far as it is shown, and how long it is where it was longer: one of 30 MB would hold up the page. */
export function shownText(text: string): string {
  if (text.length <= SHOWN_CHARS) return text;
  return `${text.slice(0, SHOWN_CHARS)}… (${text.length.toLocaleString("en-US")} characters)`;
}

const READ_ONLY = "The tables of the run can only be read.";
const CLOSED = "Files, network and extensions are closed here: a query reads only the tables of this run. Use the tables in the list.";
const MAKE_OWN = "To change rows, make a table of your own: CREATE TABLE mine AS SELECT …";

/** A statement would have put something of its own before a table of the run. */
export function hiddenFault(name: string): QueryFault {
  return { kind: "refused", message: `${READ_ONLY} ${name} is one of them: give yours another name.` };
}

/** A statement would have made a function; one of the name of a built-in function would silently change every later answer. */
export const FUNCTION_FAULT: QueryFault = {
  kind: "refused",
  message:
    "Functions and macros of your own cannot be made here, so that every function in a query is the database's. Write it out, or use WITH … AS.",
};

/** Names of tables that are told at most, and characters of each. */
const TOLD_TABLES = 5;
const TOLD_CHARS = 60;

/** What takes room and may be dropped. The database's own advice is left out: it names settings, and those are locked. */
function memoryFault(ownTables: readonly string[]): QueryFault {
  const message =
    "The query needs more than 1 GB of memory. Filter with WHERE, aggregate before you sort or join, name only the columns you need, or add LIMIT.";
  if (ownTables.length === 0) return { kind: "memory", message };
  const told = ownTables.slice(0, TOLD_TABLES).map((name) => {
    const written = writtenName(name);
    return written.length <= TOLD_CHARS ? written : `${written.slice(0, TOLD_CHARS)}…`;
  });
  const rest = ownTables.length - told.length;
  const names = `${told.join(", ")}${rest === 0 ? "" : ` and ${rest.toLocaleString("en-US")} more`}`;
  return { kind: "memory", message: `${message} Your own tables take of it too: ${names}. DROP TABLE frees what one holds.` };
}

/** The database begins each of its messages with the kind of the error; what follows may hold any word of the query. */
const OF_DATABASE = /^[A-Za-z]+(?: [A-Za-z]+)* Error: /;

/** What the engine below the database says when it has ended, in Chromium, Firefox and Safari; whole, as words of a query never are. */
const ENGINE_ENDED =
  /^(?:memory access out of bounds|index out of bounds|out of bounds memory access.*|unreachable(?: executed| code should not be executed.*)?|cannot send a message since the worker is not set!.*)$/i;

function isEngineEnd(error: unknown, head: string): boolean {
  return !OF_DATABASE.test(head) && (ENGINE_ENDED.test(head) || (error instanceof Error && error.name === "RuntimeError"));
}

/** Sentences by how the database's message begins. */
const BY_BEGINNING: readonly (readonly [RegExp, QueryFault["kind"], string])[] = [
  [/^[A-Za-z ]+ Error: Attempting to write to database "run"/i, "refused", `${READ_ONLY} ${MAKE_OWN}`],
  [/^Binder Error: Can only (?:delete|update|insert)[^.]*base table/i, "refused", `${READ_ONLY} ${MAKE_OWN}`],
  [/^Permission Error: /i, "refused", CLOSED],
  [/^Invalid Input Error: Cannot change configuration option "\w+" - the configuration has been locked/i, "refused", CLOSED],
  [
    /^Catalog Error: (?:[A-Za-z]+ )?Function with name /i,
    "sql",
    "There is no such function. The database names the nearest one below; check the spelling.",
  ],
  [
    /^Binder Error: (?:Referenced column |(?:Table|Values list) .* does not have a column named |Column .* does not exist)/i,
    "sql",
    "There is no such column. The list of tables shows each table's columns; completion offers them after a dot.",
  ],
  [/^Parser Error: /i, "sql", "The database could not read this. The mark below shows where it stopped; check the word before it."],
];

/**
 * Turns a message of DuckDB into a sentence with the next step, by the kind of the error and never by a word that the query may hold.
 * `knownTables` are the names that would have worked, `ownTables` those of tables a person has made.
 */
export function explainFault(error: unknown, knownTables: readonly string[], ownTables: readonly string[] = []): QueryFault {
  const said = withoutRepetition(plainMessage(error instanceof Error ? error.message : String(error)));
  const detail = shownText(said);
  const head = firstLine(said);
  if (isMemoryFault(error)) return memoryFault(ownTables);
  if (isEngineEnd(error, head)) {
    const message = "The database stopped working and will be started anew. Run the query again; a smaller one, if it stops again.";
    return { kind: "crashed", message, detail };
  }
  const extension =
    /^(?:Catalog|Invalid Input) Error: .* (?:is not in the catalog|does not exist), but it exists in the (\w+) extension\.$/i.exec(
      head,
    )?.[1];
  if (extension !== undefined) {
    const message = `This belongs to the extension “${extension}”, which is not part of this page; it is not fetched, so say it with what is built in.`;
    return { kind: "refused", message, detail: shownText(head) };
  }
  if (/^Catalog Error: Table with name /i.test(head)) {
    return {
      kind: "sql",
      message: `There is no such table in this run. It has: ${knownTables.join(", ") || "none"}.`,
      detail: withoutGuess(detail),
    };
  }
  const known = BY_BEGINNING.find(([beginning]) => beginning.test(head));
  if (known !== undefined) return { kind: known[1], message: known[2], detail };
  return { kind: "sql", message: "The database refused this statement. Its reason is below.", detail };
}

/** The database also knows tables of its own and proposes them; the sentence above lists those of the run. */
function withoutGuess(detail: string): string {
  return detail.replace(/\n?^Did you mean .*$/m, "");
}

/** The database had no memory left, or the browser gave it none. */
export function isMemoryFault(error: unknown): boolean {
  const head = firstLine(plainMessage(error instanceof Error ? error.message : String(error)));
  if (OF_DATABASE.test(head)) return /^Out of Memory Error: /i.test(head);
  return /^(?:array buffer allocation failed|out of memory|allocation size overflow)$/i.test(head);
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
