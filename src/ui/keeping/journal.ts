import type { Design } from "../../design/types.ts";
import { noteInDatabase, openJournalDatabase, strikeFromDatabase } from "./journal-database.ts";

/**
 * What was typed and is not yet known to be in the database, one entry a document, in the storage that is written at once:
 * a page that is reloaded, closed or crashes leaves it behind, and the next page puts it where it belongs.
 */
export type JournalEntry = {
  readonly documentId: string;
  /** The stored version the edit was made on; null: the document was never stored. */
  readonly basedOnMs: number | null;
  /** The page that wrote it, and the number of the edit in that page. */
  readonly writer: string;
  readonly edit: number;
  readonly writtenAtMs: number;
  /** Unread, as a stored document is. */
  readonly design: unknown;
};

const PREFIX = "quadrant.journal.";

/** The design last noted of each document: when it is stored its entry goes, unless a newer one has taken its place. */
const latest = new Map<string, Design>();
const numbers = new WeakMap<Design, number>();
let edits = 0;

/** Numbers an edit of this page; one that comes back by undo is a new one. */
export function numberEdit(design: Design): void {
  numbers.set(design, ++edits);
}

/** Which edit of this page made a design; 0: none, it is as it was opened. */
export function editNumber(design: Design): number {
  return numbers.get(design) ?? 0;
}

function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Writes an edit down before anything else happens. Where the browser refuses, the database is all there is. */
export function noteInJournal(noted: Omit<JournalEntry, "edit"> & { readonly design: Design }): void {
  const { documentId, design } = noted;
  const entry: JournalEntry = { ...noted, edit: editNumber(design) };
  latest.set(documentId, design);
  noteInDatabase(entry);
  try {
    storage()?.setItem(PREFIX + documentId, JSON.stringify(entry));
  } catch {
    // A full disk or a private window; an older entry that stays is told by its number.
  }
}

/** The document is stored as `design`; an entry that is newer stays. Without a design the entry goes whatever it holds. */
export function strikeFromJournal(documentId: string, design?: Design): void {
  if (design !== undefined && latest.get(documentId) !== design) return;
  latest.delete(documentId);
  strikeFromDatabase(documentId);
  try {
    storage()?.removeItem(PREFIX + documentId);
  } catch {
    // What cannot be removed is found to be stored already when it is read.
  }
}

/** What pages have left behind, oldest first; an entry that cannot be read stays where it is. Opens the journal for this page. */
export async function openJournal(): Promise<readonly JournalEntry[]> {
  const records = (await openJournalDatabase()).flatMap(parseEntry);
  const entries = [...records, ...readStorage()].toSorted((a, b) => a.writtenAtMs - b.writtenAtMs || a.edit - b.edit);
  const isAgain = (a: JournalEntry, b: JournalEntry): boolean => a.documentId === b.documentId && a.writer === b.writer && a.edit <= b.edit;
  // Both journals have most of it; of one page's entries of a document the last is left.
  return entries.filter((entry, at) => !entries.some((later, place) => place > at && isAgain(entry, later)));
}

function readStorage(): readonly JournalEntry[] {
  try {
    const held = storage();
    const keys = Array.from({ length: held?.length ?? 0 }, (_, at) => held?.key(at) ?? "").filter((key) => key.startsWith(PREFIX));
    return keys.flatMap((key) => parseText(held?.getItem(key) ?? "null"));
  } catch {
    return [];
  }
}

function parseText(text: string): readonly JournalEntry[] {
  try {
    return parseEntry(JSON.parse(text));
  } catch {
    return [];
  }
}

function parseEntry(value: unknown): readonly JournalEntry[] {
  if (typeof value !== "object" || value === null) return [];
  const { documentId, basedOnMs, writer, edit, writtenAtMs, design } = value as { readonly [key in keyof JournalEntry]?: unknown };
  if (typeof documentId !== "string" || typeof writer !== "string" || typeof design !== "object" || design === null) return [];
  const number = (given: unknown): number | null => (typeof given === "number" && Number.isFinite(given) ? given : null);
  return [{ documentId, basedOnMs: number(basedOnMs), writer, edit: number(edit) ?? 0, writtenAtMs: number(writtenAtMs) ?? 0, design }];
}

/** What is stored of the document of an entry; `edits`: the last edit of each page that is in it. */
type Stored = { readonly savedAtMs: number; readonly edits?: { readonly [writer: string]: number }; readonly design: unknown };

/**
 * What becomes of an entry: it is in what is stored already, it goes on from there, or both it and what is stored are kept. A
 * journal may come back older than it was, when the browser ended before it reached the disk.
 */
export function fateOf(entry: JournalEntry, stored: Stored | null): "drop" | "write" | "copy" {
  if (stored === null) return "write";
  const known = stored.edits?.[entry.writer];
  if (known !== undefined && entry.edit <= known) return "drop";
  if (isSame(stored.design, entry.design)) return "drop";
  // The last that wrote it wrote this as well, or nobody has written since it was begun.
  return Object.keys(stored.edits ?? {}).at(-1) === entry.writer || stored.savedAtMs === entry.basedOnMs ? "write" : "copy";
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    // What is nested beyond all measure can be read of a text, and not written to one.
    return false;
  }
}
