import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Finding } from "../../base/finding.ts";
import { announce } from "./view-store.ts";

/** One thing the page has to tell: what happened, what was wrong, and that the present work is untouched. */
export type Notice = {
  readonly tone: "note" | "warn" | "bad";
  readonly title: string;
  /** What to do next, or what stays as it was. */
  readonly text?: string;
  readonly findings?: readonly Finding[];
};

const noticeStore = createStore<{ readonly notice: Notice | null }>()(() => ({ notice: null }));

export function useNotice(): Notice | null {
  return useStore(noticeStore, (state) => state.notice);
}

/** Shows a notice in place of the last one, and says its title. */
export function notify(notice: Notice): void {
  noticeStore.setState({ notice });
  announce(notice.title);
}

export function dismissNotice(): void {
  noticeStore.setState({ notice: null });
}
