import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { readPreference, writePreference } from "../keeping/preferences.ts";
import { bringSurface } from "../stage/stage-store.ts";

export type Selection = {
  readonly parts: readonly string[];
  readonly wires: readonly string[];
  readonly tables: readonly string[];
};
export type DockTab =
  | "overview"
  | "latency"
  | "lag"
  | "correctness"
  | "recommendations"
  | "requests"
  | "pipelines"
  | "losses"
  | "cost"
  | "changes"
  | "whatif"
  | "runs"
  | "sql"
  | "findings";
/** The scenario's prompt, the name of the design, the list of kept designs, the file of events, what Quadrant is. */
export type ShellDialog = "prompt" | "rename" | "documents" | "events" | "about";
export type Theme = "system" | "light" | "dark";
/** Something said once to a screen reader; `serial` lets the same words be said twice. */
export type Announcement = { readonly text: string; readonly serial: number };

/** What is looked at: never part of the document, never undone. */
export type ViewState = {
  readonly selection: Selection;
  readonly dockTab: DockTab;
  readonly theme: Theme;
  readonly inspectorOpen: boolean;
  readonly paletteOpen: boolean;
  readonly helpOpen: boolean;
  /** The window of the shell that is open, if any. */
  readonly dialog: ShellDialog | null;
  /** On a phone nothing is changed: edits are refused with a word. */
  readonly readOnly: boolean;
  readonly announcement: Announcement;
};

export const NOTHING_SELECTED: Selection = { parts: [], wires: [], tables: [] };

const themes: readonly Theme[] = ["system", "light", "dark"];

function storedTheme(): Theme {
  const stored = readPreference("theme");
  return themes.find((theme) => theme === stored) ?? "system";
}

export const viewStore = createStore<ViewState>()(() => ({
  selection: NOTHING_SELECTED,
  dockTab: "overview",
  theme: storedTheme(),
  inspectorOpen: false,
  paletteOpen: false,
  helpOpen: false,
  dialog: null,
  readOnly: false,
  announcement: { text: "", serial: 0 },
}));

export function useView<T>(selector: (view: ViewState) => T): T {
  return useStore(viewStore, selector);
}

/** Selects, and opens the inspector when exactly one part or wire is selected. */
export function select(selection: Partial<Selection>): void {
  const next: Selection = { ...NOTHING_SELECTED, ...selection };
  const one = next.parts.length + next.wires.length === 1;
  viewStore.setState({ selection: next, inspectorOpen: one });
}

export function clearSelection(): void {
  viewStore.setState({ selection: NOTHING_SELECTED, inspectorOpen: false });
}

export function closeInspector(): void {
  viewStore.setState({ inspectorOpen: false });
}

export function openInspector(): void {
  viewStore.setState({ inspectorOpen: true });
}

/** Whether the inspector has something to show and is wanted. */
export function inspectorShows(view: ViewState): boolean {
  return view.inspectorOpen && view.selection.parts.length + view.selection.wires.length > 0;
}

/** Brings a tab of the results forward, and the results into sight. */
export function showDock(dockTab: DockTab): void {
  viewStore.setState({ dockTab });
  bringSurface("results");
}

export function setTheme(theme: Theme): void {
  viewStore.setState({ theme });
  writePreference("theme", theme);
}

export function setPaletteOpen(paletteOpen: boolean): void {
  viewStore.setState({ paletteOpen });
}

export function setHelpOpen(helpOpen: boolean): void {
  viewStore.setState({ helpOpen });
}

export function openDialog(dialog: ShellDialog | null): void {
  viewStore.setState({ dialog });
}

export function setReadOnly(readOnly: boolean): void {
  viewStore.setState({ readOnly });
}

/** Says something in the polite live region. */
export function announce(text: string): void {
  viewStore.setState((view) => ({ announcement: { text, serial: view.announcement.serial + 1 } }));
}
