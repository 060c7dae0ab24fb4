import type { CallOp, ListsWanted } from "../calls/calls.ts";
import { askCache, fillCache, insertRow, makeKey, ownWork, readBlob, readStore, writeBlob } from "./endpoint-steps.ts";
import type { Program } from "./endpoint-steps.ts";
import {
  answerFeed,
  changeFollow,
  dropTimeline,
  handOver,
  pushToAll,
  putTimeline,
  readFollowees,
  readFollowers,
  readPosts,
  readTimeline,
  unlessCelebrity,
} from "./feed-steps.ts";

export type FeedSpec = {
  /** pull: a feed is put together when it is read. push: each post goes to the timelines of all followers. hybrid: to those of all but celebrities', whose posts are pulled. */
  readonly builds: "pull" | "push" | "hybrid";
  /** From so many followers on somebody is a celebrity. */
  readonly celebrityFollowers: number;
  readonly pageSize: number;
  /** People whose posts one call asks for; timelines that one call pushes to. */
  readonly authorsPerCall: number;
  readonly timelinesPerCall: number;
  /** Posts are pushed by others, who are handed them; false: while the author waits. */
  readonly handsOver: boolean;
  /** Sorts what it answers by when it was posted; else it stays in the order in which it came. */
  readonly sorts: boolean;
  /** A timeline is built anew when its reader follows somebody or no longer. */
  readonly rebuildsOnFollow: boolean;
};

/** Posts that a timeline is built of, in pages. */
const PAGES_BUILT = 5;
const KEY_TRIES = 5;

/** What a service of home feeds does for a call; null: it does not do that. */
export function feedPrograms(spec: FeedSpec): (op: CallOp, lists: ListsWanted | null) => Program | null {
  const [read, follow] = [readProgram(spec), followProgram(spec)];
  const [makes, found] = [1, 5];
  const insert: Program = [ownWork, makeKey("random"), writeBlob, insertRow("retry", makes, KEY_TRIES), ...fanOutSteps(spec)];
  const one: Program = [ownWork, askCache(found), readStore, readBlob, fillCache];
  return (op, lists) => {
    if (lists === null) return op === "insert" ? insert : op === "read" ? one : null;
    if (lists.of === "timeline" && op === "list") return read;
    return lists.of === "followees" && (op === "push" || op === "drop") ? follow : null;
  };
}

function readProgram({ builds, celebrityFollowers, pageSize, authorsPerCall, sorts }: FeedSpec): Program {
  const [answer, builtOf] = [answerFeed(pageSize, sorts), PAGES_BUILT * pageSize];
  // Posts overtake each other on their way to a timeline, so what is to be sorted is read beyond the page.
  const taken = sorts ? 2 * pageSize : pageSize;
  const pull = [readFollowees(null), readPosts(authorsPerCall, builds === "pull" ? pageSize : builtOf)];
  if (builds === "pull") return [ownWork, ...pull, answer];
  const [hit, celebrities] = [5, 7];
  if (builds === "push") return [ownWork, readTimeline(hit, taken), ...pull, putTimeline(builtOf, hit), answer];
  const ofCelebrities = [readFollowees(celebrityFollowers), readPosts(authorsPerCall, pageSize)];
  return [ownWork, readTimeline(hit, taken), ...pull, putTimeline(builtOf, celebrities), ...ofCelebrities, answer];
}

function fanOutSteps({ builds, celebrityFollowers, handsOver, timelinesPerCall }: FeedSpec): Program {
  if (builds === "pull") return [];
  const push = handsOver ? [handOver] : [readFollowers, pushToAll(timelinesPerCall)];
  return builds === "hybrid" ? [unlessCelebrity(celebrityFollowers), ...push] : push;
}

function followProgram({ builds, rebuildsOnFollow }: FeedSpec): Program {
  return [ownWork, changeFollow, ...(builds === "pull" || !rebuildsOnFollow ? [] : [dropTimeline])];
}
