import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { DocumentSummary } from "../keeping/document-database.ts";
import type { Keeping } from "../keeping/document-machine.ts";
import type { PreviousDocument, ShelvedDocument } from "../keeping/document-types.ts";

/**
 * Where the open document stands in the browser's storage.
 * `untouched`: as it was opened, nothing to keep yet · `saving`: edits are on their way · `saved` · `failed`: the browser refused
 * · `elsewhere`: another tab writes this document.
 */
export type SaveState = {
  readonly documentId: string;
  readonly state: Keeping;
  readonly savedAtMs: number | null;
  /** Why the browser does not keep the document, until it does; null: it does, or there is nothing to keep. */
  readonly problem: string | null;
  readonly documents: readonly DocumentSummary[];
  /** When the list of documents was read. */
  readonly listedAtMs: number;
  /** The document that was open before a link or file was opened beside it. */
  readonly previous: PreviousDocument | null;
  /** Documents that were put away while the browser did not keep them: they are in this tab only. */
  readonly shelf: readonly ShelvedDocument[];
};

export const saveStore = createStore<SaveState>()(() => ({
  documentId: "",
  state: "untouched",
  savedAtMs: null,
  problem: null,
  documents: [],
  listedAtMs: 0,
  previous: null,
  shelf: [],
}));

export function useSave<T>(selector: (save: SaveState) => T): T {
  return useStore(saveStore, selector);
}
