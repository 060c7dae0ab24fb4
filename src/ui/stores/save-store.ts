import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { DocumentSummary } from "./document-database.ts";
import type { Keeping, PreviousDocument } from "./document-machine.ts";

/**
 * Where the open document stands in the browser's storage.
 * `untouched`: as it was opened, nothing to keep yet · `pending`, `saving`: edits are on their way · `saved` · `failed`: the
 * browser refused, `problem` says why · `elsewhere`: another tab writes this document.
 */
export type SaveState = {
  readonly documentId: string;
  readonly state: Keeping;
  readonly savedAtMs: number | null;
  readonly problem: string | null;
  readonly documents: readonly DocumentSummary[];
  /** When the list of documents was read. */
  readonly listedAtMs: number;
  /** The document that was open before a link or file was opened beside it. */
  readonly previous: PreviousDocument | null;
};

export const saveStore = createStore<SaveState>()(() => ({
  documentId: "",
  state: "untouched",
  savedAtMs: null,
  problem: null,
  documents: [],
  listedAtMs: 0,
  previous: null,
}));

export function useSave<T>(selector: (save: SaveState) => T): T {
  return useStore(saveStore, selector);
}
