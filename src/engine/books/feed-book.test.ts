import { expect, test } from "vitest";
import { createStream } from "../../base/rng.ts";
import { constant } from "../../base/sampler.ts";
import { ItemRows } from "../rows/item-rows.ts";
import { ITEM, refOf } from "../rows/rows.ts";
import { FeedBook } from "./feed-book.ts";
import { ItemBook } from "./item-book.ts";
import { SocialGraph } from "./social-graph.ts";

const USERS = 40;

function book(): {
  feeds: FeedBook;
  items: ItemBook;
  reader: number;
  author: number;
  stranger: number;
  post: (author: number, at: number) => number;
} {
  const items = new ItemBook(new ItemRows(), { share: 1, items: 0, itemsPerRow: 1, users: USERS, bytes: () => 1 });
  const graph = new SocialGraph(createStream(1, "graph"), {
    users: USERS,
    followees: constant(5),
    popularity: { s: 0.5, q: 0 },
    celebrities: { count: 0, followerShare: 0 },
  });
  const feeds = new FeedBook(items, graph, { pageSize: 2, freshWithinMs: 100 });
  const [author] = graph.followees(7);
  const stranger = Array.from({ length: USERS }, (_, user) => user).find((user) => user !== 7 && !graph.followees(7).includes(user)) ?? -1;
  const post = (owner: number, at: number): number => {
    const row = items.rows.add({ key: items.rows.length, content: items.newContent(), owner, bytes: 1, madeAt: at, expiresAt: Infinity });
    feeds.heardPost(row, at);
    return refOf(ITEM, row);
  };
  return { feeds, items, reader: 7, author, stranger, post };
}

test("a feed that has the newest posts in their order is right, and a post nobody was told of may stand above them", () => {
  const { feeds, items, reader, author, post } = book();
  const [first, second] = [post(author, 10), post(author, 20)];
  expect(feeds.judge(reader, 30, [second, first], 40)).toEqual({
    ...{ expected: 2, missing: 0, underWay: 0, strangers: 0, repeated: 0, disordered: false, staleMs: 0 },
  });
  const unheard = items.rows.add({ key: 9, content: items.newContent(), owner: author, bytes: 1, madeAt: 29, expiresAt: Infinity });
  expect(feeds.judge(reader, 30, [refOf(ITEM, unheard), second], 40).missing).toBe(0);
  expect(feeds.right).toBe(2);
});

test("a post that lacks is under way at first and missing later, and the feed is behind by the age of the oldest", () => {
  const { feeds, reader, author, post } = book();
  const [first] = [post(author, 10), post(author, 50)];
  expect(feeds.judge(reader, 60, [first], 60)).toMatchObject({ missing: 0, underWay: 1, staleMs: 10 });
  expect(feeds.judge(reader, 200, [first], 200)).toMatchObject({ missing: 1, underWay: 0, staleMs: 150 });
  expect(feeds.judge(reader, 200, null, 200)).toMatchObject({ missing: 2, staleMs: 190 });
});

test("posts of strangers, posts shown twice and posts in the wrong order are each counted", () => {
  const { feeds, reader, author, stranger, post } = book();
  const [first, second] = [post(author, 10), post(author, 20)];
  expect(feeds.judge(reader, 30, [second, post(stranger, 5)], 30)).toMatchObject({ strangers: 1, missing: 0, underWay: 1 });
  expect(feeds.judge(reader, 30, [second, second], 30).repeated).toBe(1);
  expect(feeds.judge(reader, 30, [first, second], 30).disordered).toBe(true);
});

test("a follow counts from when its user was told, an unfollow from when it was asked for; meanwhile both are right", () => {
  const { feeds, reader, author, stranger, post } = book();
  const theirs = post(stranger, 10);
  const follow = feeds.asksToFollow(reader, stranger, true, 20);
  expect(feeds.judge(reader, 25, [theirs], 30)).toMatchObject({ strangers: 0, expected: 0 });
  feeds.heardFollow(follow, 40);
  expect(feeds.judge(reader, 45, [], 50)).toMatchObject({ expected: 1, underWay: 1, staleMs: 5 });
  const own = post(author, 50);
  const unfollow = feeds.asksToFollow(reader, author, false, 60);
  expect(feeds.judge(reader, 65, [own, theirs], 70)).toMatchObject({ strangers: 0, missing: 0, underWay: 0 });
  feeds.heardFollow(unfollow, 70);
  expect(feeds.judge(reader, 75, [own, theirs], 80).strangers).toBe(1);
});
