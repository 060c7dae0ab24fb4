/**
 * The journal once more, in a database of its own: local storage is there for the next page at once but reaches the disk only
 * after seconds, so that it does not outlive a browser that is ended; this does after a moment. One write, with nothing read and
 * nothing waited for before it leaves the page.
 */
const NAME = "quadrant-journal";
const STORE = "entries";

let database: IDBDatabase | null = null;

/** Opens it for what is to be noted; what it holds. Where the browser keeps nothing it stays shut and is empty. */
export function openJournalDatabase(): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve([]);
    try {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE, { keyPath: "documentId" });
      opening.onerror = giveUp;
      opening.onsuccess = () => {
        database = opening.result;
        database.onversionchange = close;
        database.onclose = close;
        const reading = database.transaction(STORE).objectStore(STORE).getAll();
        reading.onerror = giveUp;
        reading.onsuccess = () => resolve(reading.result);
      };
    } catch {
      giveUp();
    }
  });
}

function close(): void {
  database?.close();
  database = null;
}

export function noteInDatabase(entry: { readonly documentId: string }): void {
  write((entries) => entries.put(entry));
}

export function strikeFromDatabase(documentId: string): void {
  write((entries) => entries.delete(documentId));
}

function write(change: (entries: IDBObjectStore) => IDBRequest): void {
  if (database === null) return;
  try {
    const transaction = database.transaction(STORE, "readwrite");
    // A refusal is met where the document itself is written, and told there.
    transaction.onabort = (event) => event.stopPropagation();
    change(transaction.objectStore(STORE));
    transaction.commit();
  } catch {
    // Full or closed: local storage holds the entry as well.
  }
}
