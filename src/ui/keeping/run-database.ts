import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { RUN_VERSION, type RunRecord } from "../../share/run-record.ts";

/** Where a run lies: its document, its own id, and how large it was when it was kept. It can be read when the record cannot. */
export type RunKey = readonly [documentId: string, runId: string, sizeBytes: number];

/** What is kept at most. Runs without a name make room, the oldest first. */
export const RUN_LIMITS = { ofDesign: 40, inAll: 400, recordBytes: 1_000_000, bytesInAll: 50_000_000 } as const;

/** What became of a run that was to be kept: how many older ones made room, or why it was not kept. */
export type Keep = { readonly key: RunKey; readonly madeRoom: number } | { readonly refused: "too-large" | "all-named" };

/** Keys stand beside the records, so that a damaged record can still be told of and deleted. */
type Schema = DBSchema & { runs: { key: IDBValidKey; value: unknown } };

let database: Promise<IDBPDatabase<Schema>> | null = null;

/** A database of its own: a fault in it never touches the designs. */
function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>("quadrant-runs", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("runs");
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

/** Keeps a run, and lets go of others where there are too many: looked at and written in one transaction. */
export async function keepRun(documentId: string, record: RunRecord): Promise<Keep> {
  const sizeBytes = new TextEncoder().encode(JSON.stringify(record)).byteLength;
  if (sizeBytes > RUN_LIMITS.recordBytes) return { refused: "too-large" };
  const key: RunKey = [documentId, record.id, sizeBytes];
  const transaction = (await open()).transaction("runs", "readwrite");
  const { store } = transaction;
  const others = (await store.getAllKeys()).filter(isRunKey);
  const leaving: RunKey[] = [];
  for (;;) {
    const staying = others.filter((each) => !leaving.includes(each));
    const crowded = crowdedBy(staying, key);
    if (crowded.length === 0) break;
    const next = await firstUnnamed(crowded, (each) => store.get(toKey(each)));
    if (next === null) return { refused: "all-named" };
    leaving.push(next);
  }
  await Promise.all([store.put(record, toKey(key)), ...leaving.map((each) => store.delete(toKey(each))), transaction.done]);
  return { key, madeRoom: leaving.length };
}

/** Runs of which one has to go before `fresh` can be kept, oldest first; none: there is room. */
export function crowdedBy(others: readonly RunKey[], fresh: RunKey): readonly RunKey[] {
  const oldestFirst = others.toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const ofDesign = oldestFirst.filter(([documentId]) => documentId === fresh[0]);
  if (ofDesign.length >= RUN_LIMITS.ofDesign) return ofDesign;
  const bytes = others.reduce((sum, [, , sizeBytes]) => sum + sizeBytes, fresh[2]);
  return others.length >= RUN_LIMITS.inAll || bytes > RUN_LIMITS.bytesInAll ? oldestFirst : [];
}

/** The first that nobody has named. What this version cannot read is somebody's all the same and stays. */
async function firstUnnamed(keys: readonly RunKey[], read: (key: RunKey) => Promise<unknown>): Promise<RunKey | null> {
  for (const key of keys) {
    const { version, name } = ((await read(key)) ?? {}) as { readonly [key in keyof RunRecord]?: unknown };
    if (version === RUN_VERSION && name === "") return key;
  }
  return null;
}

function isRunKey(key: IDBValidKey): key is [string, string, number] {
  return Array.isArray(key) && typeof key[0] === "string" && typeof key[1] === "string" && typeof key[2] === "number";
}

const toKey = (key: RunKey): IDBValidKey => [...key];

/** What is kept of a design, newest first, unread. Each is fetched by itself, so that one that is damaged hides no other. */
export async function fetchRuns(documentId: string): Promise<readonly { readonly key: RunKey; readonly value: unknown }[]> {
  const held = await open();
  const keys = (await held.getAllKeys("runs", ofDocument(documentId))).filter(isRunKey).reverse();
  return Promise.all(keys.map(async (key) => ({ key, value: await held.get("runs", key).catch(() => undefined) })));
}

/** The newest run of a design, unread; undefined where there is none. */
export async function fetchLastRun(documentId: string): Promise<unknown> {
  const held = await open();
  const last = (await held.getAllKeys("runs", ofDocument(documentId))).at(-1);
  return last === undefined ? undefined : held.get("runs", last);
}

export async function fetchRun(key: RunKey): Promise<unknown> {
  return (await open()).get("runs", toKey(key));
}

/** Names a run, and changes nothing else of it. One that this version cannot read is left as it is. */
export async function renameRun(key: RunKey, name: string): Promise<void> {
  const transaction = (await open()).transaction("runs", "readwrite");
  const value = await transaction.store.get(toKey(key));
  const readable = typeof value === "object" && value !== null && (value as Partial<RunRecord>).version === RUN_VERSION;
  await Promise.all([...(readable ? [transaction.store.put({ ...value, name }, toKey(key))] : []), transaction.done]);
}

export async function deleteRun(key: RunKey): Promise<void> {
  await (await open()).delete("runs", toKey(key));
}

export async function deleteRunsOf(documentId: string): Promise<void> {
  await (await open()).delete("runs", ofDocument(documentId));
}

/** Every key that begins with the document's id. */
function ofDocument(documentId: string): IDBKeyRange {
  return IDBKeyRange.bound([documentId], [documentId, []]);
}
