import type { QueryFault } from "./warehouse.ts";

/** What may stand where no statement begins: white space, comments and texts, whole. */
const PASSED = /\s+|--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]*)\$[^]*?\$\1\$/y;

/** The first word of each statement, in capitals; brackets before it are passed by. */
export function firstWords(sql: string): readonly string[] {
  const words: string[] = [];
  let begins = true;
  let at = 0;
  while (at < sql.length) {
    PASSED.lastIndex = at;
    const passed = PASSED.exec(sql);
    if (passed !== null) {
      // A text or a quoted name where a statement should begin is none of the words that matter.
      if (/^['"$]/.test(passed[0])) begins = false;
      at = PASSED.lastIndex;
      continue;
    }
    const word = /^[A-Za-z_]\w*/.exec(sql.slice(at, at + 64))?.[0];
    if (begins && word !== undefined) {
      words.push(word.toUpperCase());
      begins = false;
    }
    if (sql[at] === ";") begins = true;
    at += word?.length ?? 1;
  }
  return words;
}

const EXTENSIONS = "Extensions cannot be installed or loaded here: the page fetches nothing, and has only what is built into the database.";
const ALONE = "Each query runs by itself here and is finished when it has answered: transactions are not begun or ended by hand.";
const CLOSED = "Files, network and other databases are closed here: a query reads only the tables of this run. Use the tables in the list.";
const LOCKED = "The settings of the database are locked here. Name tables as the list shows them.";

/** Statements that are not passed on, and why. */
const REFUSED: { readonly [word: string]: string } = {
  INSTALL: EXTENSIONS,
  LOAD: EXTENSIONS,
  BEGIN: ALONE,
  START: ALONE,
  COMMIT: ALONE,
  END: ALONE,
  ROLLBACK: ALONE,
  ABORT: ALONE,
  ATTACH: CLOSED,
  DETACH: CLOSED,
  EXPORT: CLOSED,
  IMPORT: CLOSED,
  USE: LOCKED,
  SET: LOCKED,
  RESET: LOCKED,
};

/** Why a text is not run at all; null when it may be. */
export function refusalOf(sql: string): QueryFault | null {
  const word = firstWords(sql).find((each) => Object.hasOwn(REFUSED, each));
  return word === undefined ? null : { kind: "refused", message: REFUSED[word] ?? "" };
}
