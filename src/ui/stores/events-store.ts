import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { EventRole, EventsChoice, EventsLook, EventsMapping } from "../../workers/protocol.ts";
import { simulation } from "../../workers/simulation-client.ts";
import { keepDocument } from "./autosave.ts";
import { fetchEvents, storeEvents } from "../keeping/document-database.ts";
import { notify } from "./notice-store.ts";
import { saveStore } from "./save-store.ts";
import { announce, openDialog } from "./view-store.ts";
import { sentence } from "../parts/sentence.ts";

/**
 * The file of events of the open document. It belongs to this browser and not to the document: links and saved files leave it out.
 * `missing`: the document had one that was too large to keep, so that it has to be chosen again.
 */
export type EventsState = {
  readonly choice: EventsChoice | null;
  readonly status: "none" | "reading" | "read" | "missing";
  readonly look: EventsLook | null;
  readonly readBytes: number;
  /** Name of the file that has to be chosen again. */
  readonly missingName: string;
  /** Whether a reload brings the file back; null until the browser has said. */
  readonly kept: boolean | null;
};

const NONE: EventsState = { choice: null, status: "none", look: null, readBytes: 0, missingName: "", kept: null };

export const eventsStore = createStore<EventsState>()(() => NONE);

export function useEvents<T>(selector: (events: EventsState) => T): T {
  return useStore(eventsStore, selector);
}

/** Files above this are not kept in the browser's storage, which other sites share. */
const MOST_KEPT_BYTES = 200 * 1024 ** 2;
/** Refused before anything is read; the reader has the same limit. */
const MOST_BYTES = 1024 ** 3;

let chosen = 0;

/** Takes a file a person chose or dropped, and shows how it was understood. */
export async function chooseEvents(file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    const text = "At most 1 GB is read. Take a shorter part of it; what you have is as it was.";
    notify({ tone: "bad", title: `${file.name} is ${Math.ceil(file.size / 1024 ** 2).toLocaleString("en-US")} MB.`, text });
    return;
  }
  openDialog("events");
  await take({ id: `${++chosen} ${file.name} ${file.size} ${file.lastModified}`, name: file.name, file, mapping: {} });
  await keepDocument();
  await keep();
}

/** Says which column a role is; an empty name says that there is none. */
export async function mapColumn(role: EventRole, column: string): Promise<void> {
  const { choice } = eventsStore.getState();
  if (choice === null) return;
  await take({ ...choice, mapping: { ...choice.mapping, [role]: column } });
  await keep();
}

export function removeEvents(): void {
  const { choice } = eventsStore.getState();
  eventsStore.setState(NONE);
  void storeEvents(saveStore.getState().documentId, null).catch(() => undefined);
  if (choice !== null) announce(`${choice.name} removed. Runs use the scenario again.`);
}

async function take(choice: EventsChoice): Promise<void> {
  const { look } = eventsStore.getState();
  // Columns stay in view while another mapping is tried.
  eventsStore.setState({ ...NONE, choice, status: "reading", look });
  const onProgress = (readBytes: number): void => {
    if (eventsStore.getState().choice === choice) eventsStore.setState({ readBytes });
  };
  const found = await simulation()
    .readEvents(choice, onProgress)
    .catch((error: unknown) => unreadable(error));
  if (eventsStore.getState().choice !== choice) return;
  eventsStore.setState({ status: "read", look: found });
  announce(found.problems.length > 0 ? `${choice.name} cannot be used yet.` : `${choice.name}: ${found.understood[0] ?? ""}`);
}

function unreadable(error: unknown): EventsLook {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The file could not be read: ${sentence(reason.slice(0, 200))} It may have been changed or moved; choose it again.`;
  const problems = [{ code: "file-unreadable", severity: "error" as const, where: "events", message }];
  return {
    format: "",
    columns: [],
    roles: {},
    preview: [],
    problems,
    rows: 0,
    rejects: { count: 0, first: [] },
    understood: [],
    startAt: null,
    span: null,
  };
}

/** Puts the file beside its document in the browser's storage, where there is room for it. */
async function keep(): Promise<void> {
  const { choice } = eventsStore.getState();
  if (choice === null) return;
  const { documentId } = saveStore.getState();
  const record = { name: choice.name, sizeBytes: choice.file.size, mapping: stringsOf(choice.mapping) };
  const store = (file: Blob | null): Promise<boolean> =>
    storeEvents(documentId, { ...record, file }).then(
      () => file !== null,
      () => false,
    );
  const kept = (choice.file.size <= MOST_KEPT_BYTES && (await store(choice.file))) || (await store(null));
  if (eventsStore.getState().choice === choice) eventsStore.setState({ kept });
}

function stringsOf(mapping: EventsMapping): { [role: string]: string } {
  return Object.fromEntries(Object.entries(mapping));
}

/** Brings back the file of a document that was opened, or says that it has to be chosen again. */
async function restore(documentId: string): Promise<void> {
  eventsStore.setState(NONE);
  const stored = documentId === "" ? null : await fetchEvents(documentId).catch(() => null);
  if (stored === null || saveStore.getState().documentId !== documentId || eventsStore.getState().choice !== null) return;
  if (stored.file === null) {
    eventsStore.setState({ ...NONE, status: "missing", missingName: stored.name });
    notify({
      tone: "warn",
      title: `Choose ${stored.name} again.`,
      text: "The file of events was too large to keep in this browser. Select the source in the drawing to choose it; until then it has none.",
    });
    return;
  }
  await take({ id: `${++chosen} ${stored.name} kept`, name: stored.name, file: stored.file, mapping: stored.mapping });
  eventsStore.setState({ kept: true });
}

/** Follows the open document: each has its own file, or none. Called once. */
export function startEvents(): void {
  saveStore.subscribe((state, before) => {
    if (state.documentId !== before.documentId) void restore(state.documentId);
  });
}
