import type { ComponentType } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { DockTab } from "../../stores/view-store.ts";
import type { RunView } from "./use-run-view.ts";

/** A tab of the results: its name, and what is shown in it. */
export type ResultsTab = {
  readonly id: DockTab;
  readonly label: string;
  /** What a person asks of a run that this answers, as it stands in the list. */
  readonly question?: string;
  /** What will be here after a run; the words of the empty state. */
  readonly promise: string;
  /** It has something to show before a first run. */
  readonly beforeRun?: boolean;
  readonly Panel: ComponentType<{ readonly view: RunView }>;
};

/** A tab that another room brings; it stands before the one named. */
export type JoiningTab = ResultsTab & { readonly before: DockTab };

const joined = createStore<{ readonly tabs: readonly JoiningTab[] }>()(() => ({ tabs: [] }));

/** Adds a tab to the results for as long as its owner is on the page. Returns the way to take it off. */
export function registerResultsTab(tab: JoiningTab): () => void {
  joined.setState(({ tabs }) => ({ tabs: [...tabs.filter(({ id }) => id !== tab.id), tab] }));
  return () => joined.setState(({ tabs }) => ({ tabs: tabs.filter((each) => each !== tab) }));
}

export function useJoinedTabs(): readonly JoiningTab[] {
  return useStore(joined, ({ tabs }) => tabs);
}

/** The tabs in the order they are shown: `joining` ones before the tab they name, else last. */
export function inOrder(own: readonly ResultsTab[], joining: readonly JoiningTab[]): readonly ResultsTab[] {
  const named = new Set(own.map(({ id }) => id));
  return [
    ...own.flatMap((tab) => [...joining.filter(({ before }) => before === tab.id), tab]),
    ...joining.filter(({ before }) => !named.has(before)),
  ];
}
