import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Design } from "../../design/types.ts";

/** A document as the browser keeps it. `design` is what was saved, unread: it is parsed again when it is opened. */
export type StoredDocument = {
  readonly id: string;
  readonly title: string;
  readonly scenario: string | null;
  readonly savedAtMs: number;
  readonly design: unknown;
};

export type DocumentSummary = Omit<StoredDocument, "design">;

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

/** Rejects when the browser keeps nothing (private window) or the disk is full. */
export async function storeDocument(id: string, design: Design): Promise<number> {
  const savedAtMs = Date.now();
  const record: StoredDocument = { id, title: design.title, scenario: design.scenario ?? null, savedAtMs, design };
  await (await open()).put("documents", record);
  return savedAtMs;
}

export async function fetchDocument(id: string): Promise<StoredDocument | null> {
  return (await (await open()).get("documents", id)) ?? null;
}

/** Newest first. */
export async function listDocuments(): Promise<readonly DocumentSummary[]> {
  const all = await (await open()).getAllFromIndex("documents", "savedAtMs");
  return all.reverse().map(({ id, title, scenario, savedAtMs }) => ({ id, title, scenario, savedAtMs }));
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
