import type { FlowNode } from "./node.ts";
import { VisibleLists } from "./visible-lists.ts";

/** A store that shows users their lists. */
export type ListStore = {
  readonly lists: VisibleLists;
  /** What a read of this user would find at an instant, without being one: row of the list, -1 = none, null = it would fail. */
  heldFor(user: number, at: number): number | null;
};

export function isListStore(node: FlowNode): node is FlowNode & ListStore {
  return "heldFor" in node && "lists" in node && node.lists instanceof VisibleLists;
}
