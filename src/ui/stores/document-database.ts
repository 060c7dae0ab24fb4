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

type Schema = DBSchema & { documents: { key: string; value: StoredDocument; indexes: { savedAtMs: number } } };

let database: Promise<IDBPDatabase<Schema>> | null = null;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>("quadrant", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("documents", { keyPath: "id" }).createIndex("savedAtMs", "savedAtMs");
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
  await (await open()).delete("documents", id);
}
