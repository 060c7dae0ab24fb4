import type { Part } from "../part/part.ts";
import { VisibleLists } from "./visible-lists.ts";

/** A store that shows users their lists. */
export type ListStore = {
  readonly lists: VisibleLists;
  /** What a read of this user would find at an instant, without being one: row of the list, -1 = none, null = it would fail. */
  heldFor(user: number, at: number): number | null;
};

/** A part that makes the list when it is asked, and keeps none. */
export type ListRanker = {
  readonly ranksWhenAsked: true;
  /** Rows of the vectors it holds, the newest of each user. */
  heldVectors(): Int32Array;
};

export function isListRanker(node: Part): node is Part & ListRanker {
  return "ranksWhenAsked" in node;
}

export function isListStore(node: Part): node is Part & ListStore {
  return "heldFor" in node && "lists" in node && node.lists instanceof VisibleLists;
}
