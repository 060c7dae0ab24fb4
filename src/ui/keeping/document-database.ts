import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** A document as the browser keeps it. `design` is what was saved, unread: it is parsed again when it is opened. */
export type StoredDocument = {
  readonly id: string;
  readonly title: string;
  readonly scenario: string | null;
  /** Grows with every write of the record, so that it tells versions apart. */
  readonly savedAtMs: number;
  /** The last edit that is in it of each page that wrote it, the page that wrote last at the end; absent in records of before. */
  readonly edits?: { readonly [writer: string]: number };
  readonly design: unknown;
};

/** A document in the list; `problem` says why a record cannot be opened, null: it can. */
export type DocumentSummary = Pick<StoredDocument, "id" | "title" | "scenario" | "savedAtMs"> & { readonly problem: string | null };

/** A file of events beside its document; `file` is null where it was too large to keep. */
export type StoredEvents = {
  readonly documentId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly mapping: { readonly [role: string]: string };
  readonly file: Blob | null;
};

type Schema = DBSchema & {
  documents: { key: string; value: StoredDocument; indexes: { savedAtMs: number } };
  events: { key: string; value: StoredEvents };
};

/** The record was written by another page since it was read here: writing it would take that page's work away. */
export class ChangedElsewhere extends Error {
  override readonly name = "ChangedElsewhere";
}

let database: Promise<IDBPDatabase<Schema>> | null = null;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>("quadrant", 2, {
    upgrade(fresh, before) {
      if (before < 1) fresh.createObjectStore("documents", { keyPath: "id" }).createIndex("savedAtMs", "savedAtMs");
      fresh.createObjectStore("events", { keyPath: "documentId" });
    },
    // A newer page in another tab wants to change the layout: let it, and open again at the next use.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      database = null;
    },
    terminated() {
      database = null;
    },
  }).catch((error: unknown) => {
    database = null;
    throw error;
  });
  return database;
}

/** What is written, the version it was made from (null: none yet), and by whom. */
export type DocumentWrite = {
  readonly id: string;
  readonly title: string;
  readonly scenario: string | null;
  readonly design: unknown;
  readonly basedOnMs: number | null;
  readonly writer: string;
  readonly edit: number;
};

/**
 * Writes a document unless another page has written it since `basedOnMs`, which rejects with ChangedElsewhere: looked at and
 * written in one transaction. Rejects too when the browser keeps nothing (private window) or the disk is full.
 */
export async function storeDocument({ basedOnMs, writer, edit, ...written }: DocumentWrite): Promise<number> {
  const transaction = (await open()).transaction("documents", "readwrite");
  const before = await transaction.store.get(written.id);
  const isOwn = Object.keys(before?.edits ?? {}).at(-1) === writer;
  if (before !== undefined && !isOwn && before.savedAtMs !== basedOnMs) throw new ChangedElsewhere();
  const savedAtMs = Math.max(Date.now(), (before?.savedAtMs ?? 0) + 1);
  await Promise.all([transaction.store.put({ ...written, savedAtMs, edits: withEdit(before?.edits, writer, edit) }), transaction.done]);
  return savedAtMs;
}

/** Notes that an edit of a page was looked at and kept elsewhere, so that it is not met again. */
export async function noteEditOf(id: string, writer: string, edit: number): Promise<void> {
  const transaction = (await open()).transaction("documents", "readwrite");
  const record = await transaction.store.get(id);
  if (record === undefined) return;
  const last = Object.entries(record.edits ?? {}).at(-1);
  const noted = withEdit(record.edits, writer, edit);
  await Promise.all([transaction.store.put({ ...record, edits: last === undefined ? noted : withEdit(noted, ...last) }), transaction.done]);
}

/** So many pages back an edit is known again. */
const MOST_WRITERS = 64;

function withEdit(edits: StoredDocument["edits"], writer: string, edit: number): { readonly [writer: string]: number } {
  const others = Object.entries(edits ?? {}).filter(([each]) => each !== writer);
  return Object.fromEntries([...others.slice(1 - MOST_WRITERS), [writer, edit]]);
}

export async function fetchDocument(id: string): Promise<StoredDocument | null> {
  return (await (await open()).get("documents", id)) ?? null;
}

/** Newest first; records that cannot be read come last. Each is read by itself, so that one that is damaged hides no other. */
export async function listDocuments(): Promise<readonly DocumentSummary[]> {
  const held = await open();
  const ids = await held.getAllKeys("documents");
  const all = await Promise.all(
    ids.map((id) =>
      held.get("documents", id).then(
        (found) => summaryOf(id, found),
        () => unreadable(id),
      ),
    ),
  );
  return all.toSorted((a, b) => b.savedAtMs - a.savedAtMs);
}

/** A record as it is listed, whatever it holds. */
export function summaryOf(id: string, record: unknown): DocumentSummary {
  if (typeof record !== "object" || record === null) return unreadable(id);
  const { title, scenario, savedAtMs, design } = record as { readonly [key in keyof StoredDocument]?: unknown };
  if (typeof title !== "string" || typeof savedAtMs !== "number" || !Number.isFinite(savedAtMs)) return unreadable(id);
  if (typeof design !== "object" || design === null) return unreadable(id);
  return { id, title, scenario: typeof scenario === "string" ? scenario : null, savedAtMs, problem: null };
}

function unreadable(id: string): DocumentSummary {
  const problem = "This record is damaged and cannot be opened. Save what is stored as a file, or delete it.";
  return { id, title: `Unreadable record ${String(id).slice(0, 12)}`, scenario: null, savedAtMs: 0, problem };
}

export async function deleteDocument(id: string): Promise<void> {
  const held = await open();
  await Promise.all([held.delete("documents", id), held.delete("events", id)]);
}

/** Keeps a file of events with its document; null takes it away. */
export async function storeEvents(documentId: string, events: Omit<StoredEvents, "documentId"> | null): Promise<void> {
  const held = await open();
  await (events === null ? held.delete("events", documentId) : held.put("events", { documentId, ...events }));
}

export async function fetchEvents(documentId: string): Promise<StoredEvents | null> {
  return (await (await open()).get("events", documentId)) ?? null;
}
