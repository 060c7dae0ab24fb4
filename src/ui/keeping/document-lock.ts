/**
 * One tab at a time writes a document: a Web Lock per document, freed by the browser when the tab dies, and a channel on
 * which tabs tell each other what they saved and ask for a document to be handed over.
 */
export type TabMessage = { readonly type: "saved" | "hand-over" | "deleted"; readonly documentId: string };

/** The page before a reload lets go of its document within this time of the next one's beginning. */
export const RELOAD_PATIENCE_MS = 400;
const HAND_OVER_PATIENCE_MS = 2000;
/** Asked again this often: by then another tab may have the document than the one that was asked first. */
const ASK_AGAIN_MS = 250;
const lockName = (documentId: string): string => `quadrant-document-${documentId}`;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("quadrant-documents");

export function tellTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

export function hearTabs(listener: (message: TabMessage) => void): void {
  channel?.addEventListener("message", (event: MessageEvent<TabMessage>) => listener(event.data));
}

/** Gives the lock back. */
export type Release = () => void;

/**
 * Takes the lock when nobody holds it; null when another tab does, also after `patienceMs`: the page before a reload lets go a
 * moment after the next one begins. `onStolen` is told when another tab took it by force.
 * Browsers without locks have no second tab to fear on the pages we serve; there it is always granted.
 */
export async function tryLock(documentId: string, onStolen: () => void, patienceMs = 0): Promise<Release | null> {
  const got = await requestLock(documentId, { ifAvailable: true }, onStolen);
  if (got !== null || patienceMs === 0) return got;
  return requestLock(documentId, { signal: AbortSignal.timeout(patienceMs) }, onStolen);
}

/**
 * Asks the tab that holds the document to save and let go; one that does not answer in two seconds loses the lock. The lock
 * that is got is kept: whoever reads the document under it reads the last that was written.
 */
export async function takeLock(documentId: string, onStolen: () => void): Promise<Release | null> {
  const ask = (): void => tellTabs({ type: "hand-over", documentId });
  ask();
  const again = setInterval(ask, ASK_AGAIN_MS);
  const given = await requestLock(documentId, { signal: AbortSignal.timeout(HAND_OVER_PATIENCE_MS) }, onStolen);
  clearInterval(again);
  return given ?? requestLock(documentId, { steal: true }, onStolen);
}

function requestLock(documentId: string, options: LockOptions, onStolen: () => void): Promise<Release | null> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  if (locks === undefined) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    let held = false;
    const holding = locks.request(lockName(documentId), options, (lock) => {
      if (lock === null) {
        resolve(null);
        return undefined;
      }
      held = true;
      return new Promise<void>((release) =>
        resolve(() => {
          held = false;
          release();
        }),
      );
    });
    // Rejects when the wait was given up, or when another tab took the lock by force.
    holding.catch(() => {
      if (held) onStolen();
      resolve(null);
    });
  });
}
