import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import { currentDesign, designStore, replaceDesign } from "./design-store.ts";
import { deleteDocument, fetchDocument, listDocuments, storeDocument } from "./document-database.ts";
import { hearTabs, takeLock, tellTabs, tryLock, type Release } from "./document-lock.ts";
import { readPreference, writePreference } from "./preferences.ts";
import { saveStore } from "./save-store.ts";
import { announce } from "./view-store.ts";

const QUIET_MS = 300;
const LONGEST_WAIT_MS = 1000;
const RETRY_MS = 10_000;

let release: Release | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let firstUnsavedMs: number | null = null;
let inFlight: Promise<void> | null = null;
/** Set while a document is being put in place, so that doing so is not taken for an edit. */
let placing = false;

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

function becomeElsewhere(): void {
  release = null;
  clearTimeout(timer);
  firstUnsavedMs = null;
  saveStore.setState({ state: "elsewhere" });
}

/** Puts `design` in place as a document of its own; the one that was open is saved first and stays in the list. */
export async function openAsNewDocument(
  design: Design,
  options: { readonly saveNow: boolean; readonly offerWayBack: boolean },
): Promise<void> {
  // Saved first: an edit of a moment ago is work to come back to as well.
  await flush();
  const before = saveStore.getState();
  const previous =
    options.offerWayBack && before.savedAtMs !== null ? { documentId: before.documentId, title: currentDesign().title } : null;
  release?.();
  const documentId = freshId();
  release = await tryLock(documentId, becomeElsewhere);
  place(design);
  saveStore.setState({ documentId, state: "untouched", savedAtMs: null, problem: null, previous });
  if (options.saveNow) await write();
  else remember(null);
}

function place(design: Design): void {
  placing = true;
  replaceDesign(design, { keepHistory: false });
  placing = false;
}

export type OpenRefusal = { readonly reason: "missing" } | { readonly reason: "unreadable"; readonly findings: readonly Finding[] };

/** Opens a kept document; null when all went well. One that another tab writes opens to be looked at, and says so. */
export async function openDocument(documentId: string): Promise<OpenRefusal | null> {
  await flush();
  const [stored, { parseDesign }] = await Promise.all([fetchDocument(documentId), import("../../design/parse.ts")]);
  if (stored === null) return { reason: "missing" };
  const parsed = parseDesign(stored.design);
  if (!parsed.ok) return { reason: "unreadable", findings: parsed.error };
  release?.();
  release = await tryLock(documentId, becomeElsewhere);
  place(parsed.value);
  saveStore.setState({
    documentId,
    state: release === null ? "elsewhere" : "saved",
    savedAtMs: stored.savedAtMs,
    problem: null,
    previous: null,
  });
  remember(documentId);
  return null;
}

/** Makes this tab the one that writes the open document; the other tab saves and is told. */
export async function takeOver(): Promise<void> {
  const { documentId } = saveStore.getState();
  const held = await takeLock(documentId, becomeElsewhere);
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
  if (inFlight !== null) await inFlight;
  const { state } = saveStore.getState();
  if (state === "pending" || state === "failed") await write();
}

/** Keeps the open document even when nothing of it was changed, as when a file of events was given to it. */
export async function keepDocument(): Promise<void> {
  if (saveStore.getState().state === "untouched") await write();
}

function write(): Promise<void> {
  inFlight = store().finally(() => {
    inFlight = null;
  });
  return inFlight;
}

async function store(): Promise<void> {
  clearTimeout(timer);
  firstUnsavedMs = null;
  const { documentId } = saveStore.getState();
  const design = currentDesign();
  saveStore.setState({ state: "saving" });
  try {
    const savedAtMs = await storeDocument(documentId, design);
    remember(documentId);
    tellTabs({ type: "saved", documentId });
    if (saveStore.getState().documentId !== documentId) return;
    const state = currentDesign() === design ? "saved" : "pending";
    saveStore.setState({ state, savedAtMs, problem: null });
    if (state === "pending") schedule();
  } catch (error) {
    if (saveStore.getState().documentId !== documentId) return;
    saveStore.setState({ state: "failed", problem: sentenceFor(error) });
    announce(sentenceFor(error));
    timer = setTimeout(() => void flush(), RETRY_MS);
  }
}

function sentenceFor(error: unknown): string {
  const full = error instanceof DOMException && error.name === "QuotaExceededError";
  return full
    ? "The browser's storage is full, so your last changes are only in this tab. Save a file, or delete designs you no longer need."
    : "The browser does not keep your work here (a private window, or storage is switched off). Save a file before you close the tab.";
}

function schedule(): void {
  const nowMs = Date.now();
  firstUnsavedMs ??= nowMs;
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), Math.max(0, Math.min(QUIET_MS, firstUnsavedMs + LONGEST_WAIT_MS - nowMs)));
}

async function onEdit(): Promise<void> {
  const { state } = saveStore.getState();
  if (state === "elsewhere") {
    // Two tabs must never overwrite each other: an edit here begins a copy.
    saveStore.setState({ documentId: freshId(), state: "pending", previous: null });
    announce("This design is open in another tab, so your change begins a copy.");
    release = await tryLock(saveStore.getState().documentId, becomeElsewhere);
  } else if (state !== "saving") {
    saveStore.setState({ state: "pending" });
  }
  schedule();
}

/** Begins to keep every edit, to flush when the page is left, and to listen to other tabs. Called once. */
export function startAutosave(): void {
  designStore.subscribe((state, before) => {
    if (!placing && state.design !== before.design) void onEdit();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void flush();
  });
  window.addEventListener("pagehide", () => void flush());
  window.addEventListener("beforeunload", (event) => {
    if (saveStore.getState().state === "failed") event.preventDefault();
  });
  hearTabs(({ type, documentId }) => void onTabMessage(type, documentId));
}

async function onTabMessage(type: string, documentId: string): Promise<void> {
  const { documentId: mine, state } = saveStore.getState();
  if (documentId !== mine) return;
  if (type === "hand-over" && release !== null) {
    await flush();
    release();
    becomeElsewhere();
  }
  if (type === "saved" && state === "elsewhere") await openDocument(documentId);
}
