import { createActor, fromPromise } from "xstate";
import { must } from "../../base/assert.ts";
import { copyTitle } from "../../design/copy-title.ts";
import type { Design } from "../../design/types.ts";
import { currentDesign, designStore, editDesign, replaceDesign } from "./design-store.ts";
import { deleteDocument, fetchDocument, listDocuments, storeDocument } from "../keeping/document-database.ts";
import { hearTabs, RELOAD_PATIENCE_MS, takeLock, tellTabs, tryLock, type Release } from "../keeping/document-lock.ts";
import { documentMachine } from "../keeping/document-machine.ts";
import { sentenceFor } from "../keeping/document-setup.ts";
import type { Brought, OpenRefusal, OpenWish, ShelvedDocument, Writing } from "../keeping/document-types.ts";
import { editNumber, noteInJournal, numberEdit, openJournal, strikeFromJournal } from "../keeping/journal.ts";
import { notify } from "./notice-store.ts";
import { remember } from "../keeping/remembered.ts";
import { saveStore } from "./save-store.ts";
import { announce } from "./view-store.ts";

/** Set while a document is being put in place, so that doing so is not taken for an edit. */
let placing = false;
/** Tells who asked for a document how that went. */
let answer: (refusal: OpenRefusal | null) => void = () => undefined;
/** Documents are opened one after the other. */
let opened: Promise<unknown> = Promise.resolve();
/** How long a lock is waited for: only a page that has just begun may meet the one it takes the place of. */
let patienceMs = RELOAD_PATIENCE_MS;

function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Names this page among those that write. */
const writer = freshId();

function lock(documentId: string): Promise<Release | null> {
  return tryLock(documentId, () => life.send({ type: "taken", documentId }), patienceMs);
}

async function bring(wish: OpenWish, held: Release | null, shelved: ShelvedDocument | null): Promise<Brought | OpenRefusal> {
  if (wish.kind === "new") return { design: wish.design, savedAtMs: null, release: await lock(wish.documentId) };
  if (shelved !== null) return shelved;
  const { documentId } = wish;
  const release = wish.release ?? held ?? (await lock(documentId));
  const refuse = (refusal: OpenRefusal): OpenRefusal => {
    if (release !== held) release?.();
    return refusal;
  };
  // Read under the lock, so that it is the last that was written.
  const [stored, { parseDesign }] = await Promise.all([
    fetchDocument(documentId).catch((error: unknown) => sentenceFor(error)),
    import("../../design/parse.ts"),
  ]);
  if (typeof stored === "string") return refuse({ reason: "unreachable", problem: stored });
  if (stored === null) return refuse({ reason: "missing" });
  const parsed = parseDesign(stored.design);
  return parsed.ok
    ? { design: parsed.value, savedAtMs: stored.savedAtMs, release }
    : refuse({ reason: "unreadable", findings: parsed.error });
}

async function store({ documentId, savedAtMs, isOpen, ...written }: Writing): Promise<number> {
  const design = must(written.design, "a document is written once it is open");
  const { title, scenario = null } = design;
  const place = { id: documentId, basedOnMs: savedAtMs, writer, edit: editNumber(design) };
  const storedAtMs = await storeDocument({ ...place, title, scenario, design });
  strikeFromJournal(documentId, design);
  if (isOpen) remember(documentId);
  tellTabs({ type: "saved", documentId });
  return storedAtMs;
}

const life = createActor(
  documentMachine.provide({
    actors: {
      bring: fromPromise(({ input }) => bring(input.wish, input.held, input.shelved)),
      store: fromPromise(({ input }) => store(input)),
    },
    actions: {
      place: (_, design) => {
        placing = true;
        replaceDesign(design, { keepHistory: false });
        placing = false;
      },
      answer: (_, refusal) => answer(refusal),
      say: (_, sentence) => announce(sentence),
      lockCopy: (_, { documentId, sentence }) => {
        notify({ tone: "note", title: sentence });
        // A reload may come before the copy is written.
        remember(documentId);
        // The machine is in the middle of a step, and the new title is an edit of its own.
        queueMicrotask(() => {
          if (saveStore.getState().documentId === documentId) editDesign("Name the copy", nameCopy);
        });
        void lock(documentId).then((release) => life.send({ type: "locked", documentId, release }));
      },
    },
  }),
  { input: { newId: freshId } },
);
life.subscribe(({ value, context: { documentId, savedAtMs, problem, previous, shelf } }) => {
  saveStore.setState({ documentId, savedAtMs, problem, previous, shelf, state: value.keeping });
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

let lookIsDue = false;

/** Shows what another tab has saved of the document that is looked at here; told several times meanwhile, it looks once. */
function lookAgain(documentId: string): void {
  if (lookIsDue) return;
  lookIsDue = true;
  void opened.then(() => {
    lookIsDue = false;
    return open({ kind: "kept", documentId, looksOnly: true });
  });
}

/** Makes this tab the one that writes the open document; the other tab saves and is told. */
export async function takeOver(): Promise<void> {
  const { documentId } = saveStore.getState();
  const release = await takeLock(documentId, () => life.send({ type: "taken", documentId }));
  if (saveStore.getState().documentId !== documentId) return release?.();
  await open({ kind: "kept", documentId, ...(release === null ? {} : { release }) });
  remember(documentId);
}

/** What is a copy says so in its title. */
function nameCopy(design: Design): Design {
  return { ...design, title: copyTitle(design.title) };
}

/** Goes on with a copy of what is shown, as a document of its own. */
export async function workOnCopy(): Promise<void> {
  await openAsNewDocument(nameCopy(currentDesign()), { saveNow: true, offerWayBack: false });
}

export async function removeDocument(documentId: string): Promise<void> {
  life.send({ type: "drop", documentId });
  strikeFromJournal(documentId);
  await deleteDocument(documentId);
  const { deleteRunsOf } = await import("../keeping/run-database.ts");
  // Where the browser keeps no runs there are none to delete.
  await deleteRunsOf(documentId).catch(() => undefined);
  tellTabs({ type: "deleted", documentId });
  await refreshDocuments();
}

export async function refreshDocuments(): Promise<void> {
  const documents = await listDocuments().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "VersionError")
      notify({ tone: "bad", title: "This page is older than your designs.", text: sentenceFor(error) });
    return [];
  });
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
    const isWriting = (): boolean => life.getSnapshot().value.keeping === "saving";
    if (!isWriting()) return resolve();
    const watch = life.subscribe(() => {
      if (isWriting()) return;
      watch.unsubscribe();
      resolve();
    });
  });
}

/** Writes down an edit where it is kept at once, before the database is asked to keep it. */
function noteEdit(design: Design): void {
  numberEdit(design);
  life.send({ type: "edit", design });
  // After the edit began a copy, where it did, so that it is noted under its own name.
  const { documentId, savedAtMs } = life.getSnapshot().context;
  noteInJournal({ documentId, basedOnMs: savedAtMs, writer, writtenAtMs: Date.now(), design });
}

/** What stands in a field and is taken over when it is left, is taken over now. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** Begins to keep every edit, also when the page is left, and to listen to other tabs. Called once. */
export function startAutosave(): void {
  designStore.subscribe(({ design }, before) => {
    if (!placing && design !== before.design) noteEdit(design);
  });
  window.addEventListener("pagehide", leaveField);
  // Shown again as it was left: others may have had the document meanwhile.
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  window.addEventListener("beforeunload", (event) => {
    const { problem, shelf } = saveStore.getState();
    if (problem !== null || shelf.length > 0) event.preventDefault();
  });
  hearTabs(({ type, documentId }) => {
    if (type === "hand-over") life.send({ type, documentId });
    const { documentId: mine, state } = saveStore.getState();
    if (type === "saved" && documentId === mine && state === "elsewhere") lookAgain(documentId);
  });
}

/** Puts what earlier pages typed and did not store where it belongs. The titles of those that became copies. */
export async function recoverWork(): Promise<readonly string[]> {
  const entries = await openJournal();
  if (entries.length === 0) return [];
  const { recoverJournal } = await import("../keeping/recovery.ts");
  const { unsaved, copies } = await recoverJournal(entries, freshId);
  for (const shelved of unsaved) life.send({ type: "shelve", shelved });
  return copies;
}

/** From now on a lock that another tab holds is not waited for. */
export function endPatience(): void {
  patienceMs = 0;
}
