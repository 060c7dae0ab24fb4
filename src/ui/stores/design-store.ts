import { temporal, type TemporalState } from "zundo";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { must } from "../../base/assert.ts";
import { emptyDesign } from "../../design/empty.ts";
import { announce, viewStore } from "./view-store.ts";
import type { Design } from "../../design/types.ts";

/** The document and the words for the edit that led to it ("Add Kafka"), which undo and redo repeat. */
export type DesignState = {
  readonly design: Design;
  readonly label: string;
  /** Counts the documents that came up one after the other. */
  readonly opened: number;
};

/** Edits of one group closer together than this become one undo step. */
export const GROUP_WINDOW_MS = 800;
const HISTORY_STEPS = 200;

/** The document under work, with its history. Nothing else lives here: selection, runs and panels have stores of their own. */
export const designStore = createStore<DesignState>()(
  temporal(() => ({ design: emptyDesign(), label: "", opened: 0 }), {
    limit: HISTORY_STEPS,
    equality: (past, current) => past.design === current.design,
  }),
);

let lastGroup: { readonly name: string; readonly atMs: number } | null = null;

/** Reads from the document inside a component; `selector` must return something stable for an unchanged document. */
export function useDesign<T>(selector: (design: Design) => T): T {
  return useStore(designStore, (state) => selector(state.design));
}

/** Changes with every document that comes up, even one with the same parts. */
export function useOpened(): number {
  return useStore(designStore, (state) => state.opened);
}

export function currentDesign(): Design {
  return designStore.getState().design;
}

/**
 * Changes the document. `label` says what was done ("Move Kafka"); edits with the same `group` within 800 ms of each other
 * are undone in one step. A change that returns the same document leaves no trace.
 */
export function editDesign(label: string, change: (design: Design) => Design, group?: string): void {
  if (viewStore.getState().readOnly) return announce("This screen is for reading: nothing was changed.");
  const before = currentDesign();
  const design = change(before);
  if (design === before) return;
  const nowMs = Date.now();
  const merges = group !== undefined && lastGroup?.name === group && nowMs - lastGroup.atMs < GROUP_WINDOW_MS;
  lastGroup = group === undefined ? null : { name: group, atMs: nowMs };
  const history = designStore.temporal.getState();
  if (merges) history.pause();
  designStore.setState({ design, label });
  if (merges) history.resume();
}

/** Puts another document in place. With `keepHistory` it is one undoable step; without, the history starts anew. */
export function replaceDesign(design: Design, options: { readonly keepHistory: boolean; readonly label?: string }): void {
  lastGroup = null;
  designStore.setState(({ opened }) => ({ design, label: options.label ?? "Open", opened: opened + 1 }));
  if (!options.keepHistory) designStore.temporal.getState().clear();
}

/** Takes back the last step; returns what was taken back, or null when there was nothing. */
export function undo(): string | null {
  lastGroup = null;
  const history = designStore.temporal.getState();
  if (history.pastStates.length === 0) return null;
  const { label } = designStore.getState();
  history.undo();
  return label;
}

/** Does the last undone step again; returns what was done, or null when there was nothing. */
export function redo(): string | null {
  lastGroup = null;
  const history = designStore.temporal.getState();
  const next = history.futureStates.at(-1);
  if (next === undefined) return null;
  history.redo();
  return must(next.label, "every step of the history carries its label");
}

function useHistory<T>(selector: (history: TemporalState<DesignState>) => T): T {
  return useStore(designStore.temporal, selector);
}

export function useCanUndo(): boolean {
  return useHistory((history) => history.pastStates.length > 0);
}

export function useCanRedo(): boolean {
  return useHistory((history) => history.futureStates.length > 0);
}
