import type { ListOf, ListsWanted } from "../calls/calls.ts";
import { NOTHING } from "../calls/calls.ts";
import { rowOf } from "../rows/rows.ts";
import { failed, NEXT, OVER, WAITS } from "./endpoint-steps.ts";
import type { EndpointHost, EndpointTask, ListsWork, Step, Wanted } from "./endpoint-steps.ts";

/** More entries than any list has. */
export const ALL = 2 ** 31;

/** A question about lists of users. */
export function ofLists(op: Wanted["op"], of: ListOf, users: readonly number[], rest: Partial<ListsWanted> = {}): Wanted {
  return { op, key: users[0] ?? 0, row: NOTHING, lists: { of, users, most: ALL, skip: 0, entries: [], ...rest } };
}

function workOf(task: EndpointTask): ListsWork {
  return (task.lists ??= { waiting: [], users: [], posts: [], failed: null });
}

/** Users in groups of at most so many. */
export function inGroups(users: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(users.length / size) }, (_, i) => users.slice(i * size, (i + 1) * size));
}

/** Goes on when all are answered; one that failed fails the call, unless `goesOn`. */
function whenAll(task: EndpointTask, at: number, host: EndpointHost, goesOn: boolean): number {
  const { waiting } = workOf(task);
  if (waiting.some(({ over }) => !over)) return WAITS;
  const bad = waiting.find(({ answered }) => !answered);
  return bad === undefined || goesOn ? NEXT : failed(task, bad, at, host);
}

/** Whom the reader follows; where a number is given, only those whom at least so many follow. */
export const readFollowees = (celebrityFollowers: number | null): Step => ({
  begin: (task, at, host) => {
    host.ask(task, "store", ofLists("list", "followees", [task.key]), at);
    return task.over ? OVER : WAITS;
  },
  replied: (task, ask, at, host) => {
    if (!ask.answered) return failed(task, ask, at, host);
    const all = ask.list ?? [];
    workOf(task).users = celebrityFollowers === null ? all : all.filter((user) => host.followerCount(user) >= celebrityFollowers);
    return NEXT;
  },
});

/** Asks for the newest posts of all of them, so many people to a call, all calls at once, and merges what comes. */
export const readPosts = (perCall: number, most: number): Step => ({
  begin: (task, at, host) => {
    const groups = inGroups(workOf(task).users, perCall);
    if (groups.length === 0) return NEXT;
    host.askAll(
      task,
      "store",
      groups.map((users) => ofLists("list", "posts", users, { most })),
      at,
    );
    return task.over ? OVER : WAITS;
  },
  replied: (task, _ask, at, host) => {
    const next = whenAll(task, at, host, false);
    if (next !== NEXT) return next;
    const work = workOf(task);
    work.posts = host.newestFirst([...work.posts, ...work.waiting.flatMap(({ list }) => list ?? [])]);
    return NEXT;
  },
});

/** A timeline that is there goes on with step `onHit`; without one, or without an answer, it has to be built. */
export const readTimeline = (onHit: number, most: number): Step => ({
  begin: (task, at, host) => {
    host.ask(task, "timelines", ofLists("list", "timeline", [task.key], { most }), at);
    return task.over ? OVER : WAITS;
  },
  replied: (task, ask) => {
    if (!ask.answered || ask.list === null || ask.list.length === 0) return NEXT;
    workOf(task).posts = ask.list;
    return onHit;
  },
});

/** Puts what was built in as the reader's timeline; nobody waits for that. */
export const putTimeline = (most: number, next: number): Step => ({
  begin: (task, at, host) => {
    const entries = workOf(task).posts.slice(0, most);
    if (entries.length > 0) host.notify(task, "timelines", ofLists("write", "timeline", [task.key], { entries }), at);
    return next;
  },
});

/** The first page of what it has; sorted, where that is not left to the order in which posts came. */
export const answerFeed = (pageSize: number, sorts: boolean): Step => ({
  begin: (task, at, host) => {
    const { posts } = workOf(task);
    const once = [...new Set(sorts ? host.newestFirst(posts) : posts)];
    host.answerList(task, at, once.slice(0, pageSize));
    return OVER;
  },
});

/** Hands a new post to who pushes it to the timelines, and waits until it has been taken over. A post that is not is stored all the same. */
export const handOver: Step = {
  begin: (task, at, host) => {
    const lists = { entries: [task.row] };
    host.ask(task, "fanOut", ofLists("push", "timeline", [host.ownerOf(rowOf(task.row))], lists), at);
    return task.over ? OVER : WAITS;
  },
  replied: () => NEXT,
};

/** Who is to see a new post. */
export const readFollowers: Step = {
  begin: (task, at, host) => {
    host.ask(task, "store", ofLists("list", "followers", [host.ownerOf(rowOf(task.row))]), at);
    return task.over ? OVER : WAITS;
  },
  replied: (task, ask) => {
    workOf(task).users = ask.list ?? [];
    return NEXT;
  },
};

/** Pushes a new post to all their timelines while its author waits. */
export const pushToAll = (perCall: number): Step => ({
  begin: (task, at, host) => {
    const groups = inGroups(workOf(task).users, perCall);
    if (groups.length === 0) return NEXT;
    host.askAll(
      task,
      "timelines",
      groups.map((users) => ofLists("push", "timeline", users, { entries: [task.row] })),
      at,
    );
    return task.over ? OVER : WAITS;
  },
  replied: (task, _ask, at, host) => whenAll(task, at, host, true),
});

/** Begins or ends to follow, as the call says. */
export const changeFollow: Step = {
  begin: (task, at, host) => {
    const { op, lists } = task.call;
    host.ask(task, "store", { op, key: task.key, row: NOTHING, lists }, at);
    return task.over ? OVER : WAITS;
  },
  replied: (task, ask, at, host) => (ask.answered ? NEXT : failed(task, ask, at, host)),
};

/** Takes the timeline of whoever changed whom they follow out, so that it is built anew when it is next read. */
export const dropTimeline: Step = {
  begin: (task, at, host) => {
    host.ask(task, "timelines", ofLists("drop", "timeline", [task.key]), at);
    return task.over ? OVER : WAITS;
  },
  replied: () => NEXT,
};

/** Only where the author has fewer followers than a celebrity: else the call is answered here. */
export const unlessCelebrity = (celebrityFollowers: number): Step => ({
  begin: (task, at, host) => {
    if (host.followerCount(host.ownerOf(rowOf(task.row))) < celebrityFollowers) return NEXT;
    host.answer(task, at, task.row);
    return OVER;
  },
});
