import type { Design } from "../../design/types.ts";

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
  try {
    storage()?.removeItem(PREFIX + documentId);
  } catch {
    // What cannot be removed is found to be stored already when it is read.
  }
}

/** What pages have left behind, oldest first; an entry that cannot be read stays where it is. */
export function readJournal(): readonly JournalEntry[] {
  const held = storage();
  if (held === null) return [];
  const keys = Array.from({ length: held.length }, (_, at) => held.key(at) ?? "").filter((key) => key.startsWith(PREFIX));
  return keys.flatMap((key) => parseEntry(key.slice(PREFIX.length), held.getItem(key))).toSorted((a, b) => a.writtenAtMs - b.writtenAtMs);
}

function parseEntry(documentId: string, text: string | null): readonly JournalEntry[] {
  try {
    const { basedOnMs, writer, edit, writtenAtMs, design } = JSON.parse(text ?? "null") as Partial<JournalEntry>;
    if (typeof design !== "object" || design === null) return [];
    const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
    const times = { basedOnMs: number(basedOnMs), writtenAtMs: number(writtenAtMs) ?? 0 };
    return [{ documentId, ...times, writer: String(writer), edit: number(edit) ?? 0, design }];
  } catch {
    return [];
  }
}

/** What is stored of the document of an entry. */
type Stored = { readonly savedAtMs: number; readonly writer?: string; readonly edit?: number; readonly design: unknown };

/** What becomes of an entry: it is stored already, it is the newest of its document, or both it and what is stored are kept. */
export function fateOf(entry: JournalEntry, stored: Stored | null): "drop" | "write" | "copy" {
  if (stored === null) return "write";
  if (JSON.stringify(stored.design) === JSON.stringify(entry.design)) return "drop";
  if (stored.writer === entry.writer) return entry.edit > (stored.edit ?? 0) ? "write" : "drop";
  return stored.savedAtMs === entry.basedOnMs ? "write" : "copy";
}
