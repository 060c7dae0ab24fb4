import { createActor, fromPromise } from "xstate";
import { must } from "../../base/assert.ts";
import type { Design } from "../../design/types.ts";
import { currentDesign, designStore, replaceDesign } from "./design-store.ts";
import { deleteDocument, fetchDocument, listDocuments, storeDocument } from "./document-database.ts";
import { hearTabs, takeLock, tellTabs, tryLock, type Release } from "./document-lock.ts";
import { documentMachine, keepingOf, type Brought, type OpenRefusal, type OpenWish } from "./document-machine.ts";
import { readPreference, writePreference } from "./preferences.ts";
import { saveStore } from "./save-store.ts";
import { announce } from "./view-store.ts";

/** Set while a document is being put in place, so that doing so is not taken for an edit. */
let placing = false;
/** Tells who asked for a document how that went. */
let answer: (refusal: OpenRefusal | null) => void = () => undefined;
/** Documents are opened one after the other. */
let opened: Promise<unknown> = Promise.resolve();

function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Which document this tab had open: what a reload and the next visit come back to. */
export function rememberedDocument(): string | null {
  try {
    return sessionStorage.getItem("quadrant.document") ?? readPreference("document");
  } catch {
    return readPreference("document");
  }
}

function remember(documentId: string | null): void {
  writePreference("document", documentId ?? "");
  try {
    sessionStorage.setItem("quadrant.document", documentId ?? "");
  } catch {
    // Without session storage a reload goes by the shared preference.
  }
}

function lock(documentId: string): Promise<Release | null> {
  return tryLock(documentId, () => life.send({ type: "taken", documentId }));
}

async function bring(wish: OpenWish, held: Release | null): Promise<Brought | OpenRefusal> {
  if (wish.kind === "new") return { design: wish.design, savedAtMs: null, release: await lock(wish.documentId) };
  const [stored, { parseDesign }] = await Promise.all([fetchDocument(wish.documentId), import("../../design/parse.ts")]);
  if (stored === null) return { reason: "missing" };
  const parsed = parseDesign(stored.design);
  if (!parsed.ok) return { reason: "unreadable", findings: parsed.error };
  return { design: parsed.value, savedAtMs: stored.savedAtMs, release: held ?? (await lock(wish.documentId)) };
}

const life = createActor(
  documentMachine.provide({
    actors: {
      bring: fromPromise(({ input }) => bring(input.wish, input.held)),
      store: fromPromise(async ({ input: { documentId, design } }) => {
        const savedAtMs = await storeDocument(documentId, must(design, "a document is written once it is open"));
        remember(documentId);
        tellTabs({ type: "saved", documentId });
        return savedAtMs;
      }),
    },
    actions: {
      place: (_, design) => {
        placing = true;
        replaceDesign(design, { keepHistory: false });
        placing = false;
      },
      answer: (_, refusal) => answer(refusal),
      say: (_, sentence) => announce(sentence),
      lockCopy: (_, documentId) => {
        announce("This design is open in another tab, so your change begins a copy.");
        void lock(documentId).then((release) => life.send({ type: "locked", documentId, release }));
      },
    },
  }),
  { input: { newId: freshId } },
);
life.subscribe(({ value, context: { documentId, savedAtMs, problem, previous } }) => {
  saveStore.setState({ documentId, savedAtMs, problem, previous, state: keepingOf(value) });
});
life.start();

/** Opens documents one after the other; the one that is open is written first. */
function open(wish: OpenWish): Promise<OpenRefusal | null> {
  const turn = opened.then(
    () =>
      new Promise<OpenRefusal | null>((resolve) => {
        answer = resolve;
        life.send({ type: "open", wish });
      }),
  );
  opened = turn;
  return turn;
}

/** Puts `design` in place as a document of its own; the one that was open is saved first and stays in the list. */
export async function openAsNewDocument(
  design: Design,
  options: { readonly saveNow: boolean; readonly offerWayBack: boolean },
): Promise<void> {
  await open({ kind: "new", documentId: freshId(), design, offerWayBack: options.offerWayBack });
  if (options.saveNow) await keepDocument();
  else remember(null);
}

/** Opens a kept document; null when all went well. One that another tab writes opens to be looked at, and says so. */
export async function openDocument(documentId: string): Promise<OpenRefusal | null> {
  const refusal = await open({ kind: "kept", documentId });
  if (refusal === null) remember(documentId);
  return refusal;
}

/** Makes this tab the one that writes the open document; the other tab saves and is told. */
export async function takeOver(): Promise<void> {
  const { documentId } = saveStore.getState();
  const held = await takeLock(documentId, () => life.send({ type: "taken", documentId }));
  held?.();
  await openDocument(documentId);
}

/** Goes on with a copy of what is shown, as a document of its own. */
export async function workOnCopy(): Promise<void> {
  await openAsNewDocument(currentDesign(), { saveNow: true, offerWayBack: false });
}

export async function removeDocument(documentId: string): Promise<void> {
  await deleteDocument(documentId);
  tellTabs({ type: "deleted", documentId });
  await refreshDocuments();
}

export async function refreshDocuments(): Promise<void> {
  const documents = await listDocuments().catch(() => []);
  saveStore.setState({ documents, listedAtMs: Date.now() });
}

/** Writes what is not yet written, now. */
export async function flush(): Promise<void> {
  await written();
  life.send({ type: "flush" });
  await written();
}

/** Keeps the open document even when nothing of it was changed, as when a file of events was given to it. */
export async function keepDocument(): Promise<void> {
  life.send({ type: "keep" });
  await written();
}

/** When no write is under way, whether it was kept or refused. */
function written(): Promise<void> {
  return new Promise((resolve) => {
    const isWriting = (): boolean => keepingOf(life.getSnapshot().value) === "saving";
    if (!isWriting()) return resolve();
    const watch = life.subscribe(() => {
      if (isWriting()) return;
      watch.unsubscribe();
      resolve();
    });
  });
}

/** Begins to keep every edit, to flush when the page is left, and to listen to other tabs. Called once. */
export function startAutosave(): void {
  designStore.subscribe(({ design }, before) => {
    if (!placing && design !== before.design) life.send({ type: "edit", design });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void flush();
  });
  window.addEventListener("pagehide", () => void flush());
  window.addEventListener("beforeunload", (event) => {
    if (saveStore.getState().state === "failed") event.preventDefault();
  });
  hearTabs(({ type, documentId }) => {
    if (type === "hand-over") life.send({ type, documentId });
    const { documentId: mine, state } = saveStore.getState();
    if (type === "saved" && documentId === mine && state === "elsewhere") void openDocument(documentId);
  });
}
