import { createActor, fromPromise, SimulatedClock } from "xstate";
import { describe, expect, test } from "vitest";
import { emptyDesign } from "../../design/empty.ts";
import type { Design } from "../../design/types.ts";
import { ChangedElsewhere } from "./document-database.ts";
import { documentMachine } from "./document-machine.ts";
import { RETRY_MS, sentenceFor, type DocumentEvent } from "./document-setup.ts";
import type { Brought, OpenRefusal, OpenWish } from "./document-types.ts";

const titled = (title: string): Design => ({ ...emptyDesign(), title });
const edit = (title: string): DocumentEvent => ({ type: "edit", design: titled(title) });
const wishNew = (documentId: string, offerWayBack = false): OpenWish => ({
  kind: "new",
  documentId,
  design: titled(documentId),
  offerWayBack,
});
const wishKept = (documentId: string): OpenWish => ({ kind: "kept", documentId });

type Call<T> = { readonly input: unknown; resolve(value: T): Promise<void>; reject(error: unknown): Promise<void> };

/** Lets what was promised arrive: a few turns of the queue of promises, and no time. */
async function arrive(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

function recorded<T, I>(calls: Call<T>[]) {
  return fromPromise<T, I>(
    ({ input }) =>
      new Promise((resolve, reject) => {
        calls.push({
          input,
          resolve: (value) => (resolve(value), arrive()),
          reject: (error) => (reject(error), arrive()),
        });
      }),
  );
}

/** A document whose storage answers when the test says so, and whose clock stands until it is moved. */
function life() {
  const fetches: Call<Brought | OpenRefusal>[] = [];
  const writes: Call<number>[] = [];
  const done: string[] = [];
  const clock = new SimulatedClock();
  let copies = 0;
  const actor = createActor(
    documentMachine.provide({
      actors: { bring: recorded(fetches), store: recorded(writes) },
      actions: {
        place: (_, { title }) => done.push(`place ${title}`),
        answer: (_, refusal) => done.push(`answer ${refusal?.reason ?? "open"}`),
        say: () => done.push("say"),
        lockCopy: (_, { documentId }) => done.push(`lock ${documentId}`),
      },
    }),
    { clock, input: { newId: () => `copy-${++copies}` } },
  );
  actor.start();
  const context = () => actor.getSnapshot().context;
  return {
    actor,
    clock,
    fetches,
    writes,
    done,
    context,
    send: (event: DocumentEvent) => actor.send(event),
    keeping: () => actor.getSnapshot().value.keeping,
    opening: () => actor.getSnapshot().value.opening,
    shelving: () => actor.getSnapshot().value.shelving,
    shelf: () => actor.getSnapshot().context.shelf.map(({ documentId, design }) => `${documentId} ${design.title}`),
    lastWrite: () => writes.at(-1) as Call<number>,
    lastFetch: () => fetches.at(-1) as Call<Brought | OpenRefusal>,
    release: (documentId: string) => () => void done.push(`release ${documentId}`),
  };
}

/** A new document `a`, open and locked. */
async function opened() {
  const held = life();
  held.send({ type: "open", wish: wishNew("a") });
  await held.lastFetch().resolve({ design: titled("a"), savedAtMs: null, release: held.release("a") });
  held.done.length = 0;
  return held;
}

async function saved() {
  const held = await opened();
  held.send({ type: "keep" });
  await held.lastWrite().resolve(5);
  return held;
}

/** How a write is asked for: the open document on top of the version stored at `savedAtMs`. */
const writing = (documentId: string, title: string, savedAtMs: number | null, isOpen = true) => ({
  documentId,
  design: titled(title),
  savedAtMs,
  isOpen,
});
const full = new DOMException("full", "QuotaExceededError");

/** A document with an edit that the browser refused to keep. */
async function failed() {
  const held = await opened();
  held.send(edit("1"));
  await held.lastWrite().reject(full);
  expect([held.keeping(), held.context().problem, held.done]).toEqual(["failed", sentenceFor(full), ["say"]]);
  held.done.length = 0;
  return held;
}

describe("keeping a document", () => {
  test("untouched: nothing is written until it is edited or is to be kept", async () => {
    const held = await opened();
    held.send({ type: "flush" });
    held.clock.increment(RETRY_MS);
    expect([held.keeping(), held.writes.length]).toEqual(["untouched", 0]);
    held.send({ type: "keep" });
    expect([held.keeping(), held.lastWrite().input]).toEqual(["saving", writing("a", "a", null)]);
  });

  test("an edit is written at once, with no clock moved", async () => {
    const held = await opened();
    held.send(edit("1"));
    expect([held.keeping(), held.lastWrite().input]).toEqual(["saving", writing("a", "1", null)]);
  });

  test("saving: done, it is saved, and an edit begins anew on what was saved", async () => {
    const held = await saved();
    expect([held.keeping(), held.context().savedAtMs, held.context().problem]).toEqual(["saved", 5, null]);
    held.send({ type: "flush" });
    held.send({ type: "keep" });
    expect([held.keeping(), held.writes.length]).toEqual(["saved", 1]);
    held.send(edit("1"));
    expect([held.keeping(), held.lastWrite().input]).toEqual(["saving", writing("a", "1", 5)]);
  });

  test("saving: what is edited meanwhile is written next, in one write", async () => {
    const held = await opened();
    held.send({ type: "keep" });
    held.send(edit("meanwhile"));
    held.send(edit("and again"));
    expect([held.keeping(), held.writes.length]).toEqual(["saving", 1]);
    await held.lastWrite().resolve(5);
    expect([held.keeping(), held.context().savedAtMs, held.lastWrite().input]).toEqual(["saving", 5, writing("a", "and again", 5)]);
    await held.lastWrite().resolve(6);
    expect([held.keeping(), held.writes.length]).toEqual(["saved", 2]);
  });

  test("failed: said once with its reason, tried again after a while, when asked, and with the next edit", async () => {
    const later = await failed();
    later.clock.increment(RETRY_MS - 1);
    expect(later.keeping()).toBe("failed");
    later.clock.increment(1);
    expect([later.keeping(), later.context().problem]).toEqual(["saving", sentenceFor(full)]);
    await later.lastWrite().reject(full);
    expect([later.keeping(), later.done]).toEqual(["failed", []]);
    later.clock.increment(RETRY_MS);
    await later.lastWrite().resolve(9);
    expect([later.keeping(), later.context().problem]).toEqual(["saved", null]);
    const asked = await failed();
    asked.send({ type: "flush" });
    expect(asked.keeping()).toBe("saving");
    const edited = await failed();
    edited.send(edit("2"));
    expect([edited.keeping(), edited.lastWrite().input]).toEqual(["saving", writing("a", "2", null)]);
  });

  test("a full disk, a browser that keeps nothing and a newer layout are told apart", () => {
    expect(sentenceFor(new DOMException("", "QuotaExceededError"))).toContain("full");
    expect(sentenceFor(new DOMException("", "VersionError"))).toContain("newer Quadrant");
    expect(sentenceFor(new Error("no"))).toContain("does not keep");
  });
});

describe("two tabs", () => {
  test("taken by force: what is written is another's, and nothing more is written", async () => {
    const held = await saved();
    held.send({ type: "taken", documentId: "other" });
    expect(held.keeping()).toBe("saved");
    held.send({ type: "taken", documentId: "a" });
    held.clock.increment(RETRY_MS);
    expect([held.keeping(), held.writes.length, held.context().release]).toEqual(["elsewhere", 1, null]);
  });

  test("taken by force while it is written: what got through is another's, what did not goes on as a copy", async () => {
    const through = await opened();
    through.send({ type: "keep" });
    through.send({ type: "taken", documentId: "a" });
    await through.lastWrite().resolve(7);
    expect([through.keeping(), through.context().documentId]).toEqual(["elsewhere", "a"]);

    const edited = await opened();
    edited.send({ type: "keep" });
    edited.send({ type: "taken", documentId: "a" });
    edited.send(edit("mine"));
    await edited.lastWrite().resolve(7);
    expect([edited.keeping(), edited.lastWrite().input, edited.done]).toEqual(["saving", writing("copy-1", "mine", null), ["lock copy-1"]]);

    const refused = await opened();
    refused.send(edit("mine"));
    refused.send({ type: "taken", documentId: "a" });
    await refused.lastWrite().reject(new ChangedElsewhere());
    expect([refused.keeping(), refused.lastWrite().input]).toEqual(["saving", writing("copy-1", "mine", null)]);
  });

  test("written by another page without a word: the edit goes on as a copy, and nothing is overwritten", async () => {
    const held = await saved();
    held.send(edit("mine"));
    await held.lastWrite().reject(new ChangedElsewhere());
    expect([held.keeping(), held.lastWrite().input, held.done]).toEqual([
      "saving",
      writing("copy-1", "mine", null),
      ["release a", "lock copy-1"],
    ]);
    await held.lastWrite().resolve(8);
    expect([held.keeping(), held.context().savedAtMs]).toEqual(["saved", 8]);
  });

  test("an edit of another's document begins a copy with a lock of its own", async () => {
    const held = await saved();
    held.send({ type: "taken", documentId: "a" });
    held.send(edit("mine"));
    expect([held.keeping(), held.context().documentId, held.done]).toEqual(["saving", "copy-1", ["lock copy-1"]]);
    held.send({ type: "locked", documentId: "a", release: held.release("late") });
    expect([held.context().release, held.done.at(-1)]).toEqual([null, "release late"]);
    const release = held.release("copy-1");
    held.send({ type: "locked", documentId: "copy-1", release });
    expect(held.context().release).toBe(release);
    expect(held.lastWrite().input).toEqual(writing("copy-1", "mine", null));
  });

  test("asked for: what is written is handed over at once, what is not is written first", async () => {
    const at = await saved();
    at.send({ type: "hand-over", documentId: "other" });
    expect(at.keeping()).toBe("saved");
    at.send({ type: "hand-over", documentId: "a" });
    expect([at.keeping(), at.done]).toEqual(["elsewhere", ["release a"]]);
    at.send({ type: "hand-over", documentId: "a" });
    expect(at.done).toEqual(["release a"]);

    const busy = await opened();
    busy.send(edit("1"));
    busy.send({ type: "hand-over", documentId: "a" });
    busy.send(edit("2"));
    await busy.lastWrite().resolve(5);
    expect([busy.keeping(), busy.done, busy.lastWrite().input]).toEqual(["saving", [], writing("a", "2", 5)]);
    await busy.lastWrite().resolve(6);
    expect([busy.keeping(), busy.done]).toEqual(["elsewhere", ["release a"]]);
  });

  test("asked for what cannot be written: one more try, then the other has the stored one and this tab a copy", async () => {
    const held = await failed();
    held.send({ type: "hand-over", documentId: "a" });
    expect(held.keeping()).toBe("saving");
    await held.lastWrite().reject(full);
    expect([held.keeping(), held.done, held.lastWrite().input]).toEqual([
      "saving",
      ["release a", "lock copy-1"],
      writing("copy-1", "1", null),
    ]);
    const kept = await failed();
    kept.send({ type: "hand-over", documentId: "a" });
    await kept.lastWrite().resolve(5);
    expect([kept.keeping(), kept.done]).toEqual(["elsewhere", ["release a"]]);
    const taken = await failed();
    taken.send({ type: "taken", documentId: "a" });
    expect(taken.lastWrite().input).toEqual(writing("copy-1", "1", null));
  });
});

describe("what could not be written when another was opened", () => {
  /** `a`, edited to `1` and refused by the browser, put away for `b`. */
  async function shelved() {
    const held = await failed();
    held.send({ type: "open", wish: wishNew("b") });
    await held.lastWrite().reject(full);
    await held.lastFetch().resolve({ design: titled("b"), savedAtMs: null, release: held.release("b") });
    expect([held.keeping(), held.context().documentId, held.context().problem]).toEqual(["untouched", "b", null]);
    expect([held.shelf(), held.shelving(), held.done]).toEqual([["a 1"], "resting", ["place b", "answer open"]]);
    held.done.length = 0;
    return held;
  }

  test("stays in this tab with its lock, and is written as soon as the browser takes it", async () => {
    const held = await shelved();
    held.clock.increment(RETRY_MS);
    expect(held.lastWrite().input).toEqual(writing("a", "1", null, false));
    await held.lastWrite().reject(full);
    expect([held.shelving(), held.shelf()]).toEqual(["resting", ["a 1"]]);
    held.clock.increment(RETRY_MS);
    await held.lastWrite().resolve(5);
    expect([held.shelving(), held.shelf(), held.done]).toEqual(["empty", [], ["say", "release a"]]);
    expect([held.keeping(), held.context().documentId]).toEqual(["untouched", "b"]);
  });

  test("comes back as it was, with nothing fetched that is older, and is tried again", async () => {
    const held = await shelved();
    const [first] = held.context().shelf;
    held.send({ type: "open", wish: wishKept("a") });
    expect(held.lastFetch().input).toEqual({ wish: wishKept("a"), held: null, shelved: first });
    await held.lastFetch().resolve(first as Brought);
    expect([held.shelf(), held.done]).toEqual([[], ["release b", "place 1", "answer open"]]);
    expect([held.keeping(), held.lastWrite().input, held.context().problem]).toEqual([
      "saving",
      writing("a", "1", null),
      sentenceFor(full),
    ]);
  });

  test("many are kept, whatever is opened next, and each gets its turn", async () => {
    const held = await shelved();
    held.send(edit("2"));
    await held.lastWrite().reject(full);
    held.send({ type: "open", wish: wishNew("c") });
    await held.lastWrite().reject(full);
    await held.lastFetch().resolve({ design: titled("c"), savedAtMs: null, release: null });
    expect(held.shelf()).toEqual(["a 1", "b 2"]);
    held.clock.increment(RETRY_MS);
    await held.lastWrite().reject(full);
    expect(held.shelf()).toEqual(["b 2", "a 1"]);
    held.send({ type: "drop", documentId: "b" });
    expect([held.shelf(), held.done.at(-1)]).toEqual([["a 1"], "release b"]);
  });

  test("asked for by another tab, or written there: it goes on as a copy", async () => {
    const asked = await shelved();
    asked.send({ type: "hand-over", documentId: "a" });
    expect([asked.shelf(), asked.done]).toEqual([["copy-1 1"], ["release a"]]);
    const written = await shelved();
    written.clock.increment(RETRY_MS);
    await written.lastWrite().reject(new ChangedElsewhere());
    expect(written.lastWrite().input).toEqual(writing("copy-1", "1", null, false));
  });

  test("that which is open and not saved is not opened in place of itself", async () => {
    const held = await failed();
    held.send({ type: "open", wish: wishKept("a") });
    expect([held.keeping(), held.opening(), held.fetches.length, held.done]).toEqual(["failed", "still", 1, ["answer open"]]);
  });
});

describe("opening another document", () => {
  test("new: it is untouched and has given the lock of the last one back", async () => {
    const held = await opened();
    held.send({ type: "open", wish: wishNew("b", true) });
    expect([held.opening(), held.lastFetch().input]).toEqual(["fetching", { wish: wishNew("b", true), held: null, shelved: null }]);
    await held.lastFetch().resolve({ design: titled("b"), savedAtMs: null, release: held.release("b") });
    expect(held.done).toEqual(["release a", "place b", "answer open"]);
    expect([held.keeping(), held.opening(), held.context().documentId]).toEqual(["untouched", "still", "b"]);
    // Nothing was kept of the one before: there is no way back to offer.
    expect(held.context().previous).toBeNull();
  });

  test("new, beside a kept one: the way back is offered where it was asked for", async () => {
    for (const offerWayBack of [true, false]) {
      const held = await saved();
      held.send({ type: "open", wish: wishNew("b", offerWayBack) });
      await held.lastFetch().resolve({ design: titled("b"), savedAtMs: null, release: held.release("b") });
      expect(held.context().previous).toEqual(offerWayBack ? { documentId: "a", title: "a" } : null);
      expect(held.context().savedAtMs).toBeNull();
    }
  });

  test("kept: saved where it is locked, elsewhere where another tab has it", async () => {
    const locked = await opened();
    locked.send({ type: "open", wish: wishKept("b") });
    await locked.lastFetch().resolve({ design: titled("b"), savedAtMs: 3, release: locked.release("b") });
    expect([locked.keeping(), locked.context().savedAtMs]).toEqual(["saved", 3]);
    const another = await opened();
    another.send({ type: "open", wish: wishKept("b") });
    await another.lastFetch().resolve({ design: titled("b"), savedAtMs: 3, release: null });
    expect(another.keeping()).toBe("elsewhere");
  });

  test("the same one again: its lock is kept", async () => {
    const held = await saved();
    const { release } = held.context();
    held.send({ type: "open", wish: wishKept("a") });
    expect(held.lastFetch().input).toEqual({ wish: wishKept("a"), held: release, shelved: null });
    await held.lastFetch().resolve({ design: titled("a"), savedAtMs: 5, release });
    expect(held.done).toEqual(["place a", "answer open"]);
    expect(held.context().release).toBe(release);
  });

  test("the open one is written first, and also when that fails the other is opened", async () => {
    for (const way of ["kept", "refused"] as const) {
      const held = await opened();
      held.send(edit("1"));
      held.send({ type: "open", wish: wishKept("b") });
      expect([held.keeping(), held.opening(), held.fetches.length]).toEqual(["saving", "waiting", 1]);
      await (way === "kept" ? held.lastWrite().resolve(5) : held.lastWrite().reject(new Error("no")));
      expect([held.opening(), held.fetches.length]).toEqual(["fetching", 2]);
    }
  });

  test("a write that failed before is tried once more", async () => {
    const held = await opened();
    held.send({ type: "keep" });
    await held.lastWrite().reject(new Error("no"));
    held.send({ type: "open", wish: wishKept("b") });
    expect([held.keeping(), held.opening(), held.writes.length]).toEqual(["saving", "waiting", 2]);
  });

  test("an edit while the other is fetched, and while that edit is written, is not lost", async () => {
    const held = await opened();
    held.send({ type: "open", wish: wishKept("b") });
    held.send(edit("late"));
    await held.lastFetch().resolve({ design: titled("b"), savedAtMs: 3, release: held.release("b") });
    expect(held.done).toEqual(["release b"]);
    expect([held.keeping(), held.opening(), held.lastWrite().input]).toEqual(["saving", "waiting", writing("a", "late", null)]);
    held.send(edit("later"));
    await held.lastWrite().resolve(5);
    expect(held.lastWrite().input).toEqual(writing("a", "later", 5));
    await held.lastWrite().resolve(6);
    await held.lastFetch().resolve({ design: titled("b"), savedAtMs: 3, release: null });
    expect([held.keeping(), held.context().documentId, held.done.at(-1)]).toEqual(["elsewhere", "b", "answer open"]);
  });

  test("an edit that is being written when the other arrives is waited for", async () => {
    const held = await opened();
    held.send({ type: "open", wish: wishKept("b") });
    held.send(edit("late"));
    held.send({ type: "flush" });
    await held.lastFetch().resolve({ design: titled("b"), savedAtMs: 3, release: null });
    expect([held.keeping(), held.opening(), held.done]).toEqual(["saving", "waiting", []]);
  });

  test("refused: what is open stays as it was, with the reason", async () => {
    const refusals: readonly OpenRefusal[] = [
      { reason: "missing" },
      { reason: "unreadable", findings: [] },
      { reason: "unreachable", problem: "no" },
    ];
    for (const refusal of refusals) {
      const held = await saved();
      held.send({ type: "open", wish: wishKept("b") });
      await held.lastFetch().resolve(refusal);
      expect([held.keeping(), held.opening(), held.done]).toEqual(["saved", "still", [`answer ${refusal.reason}`]]);
      expect([held.context().documentId, held.context().wish]).toEqual(["a", null]);
    }
    const broken = await saved();
    broken.send({ type: "open", wish: wishKept("b") });
    await broken.lastFetch().reject(new Error("no storage"));
    expect([broken.keeping(), broken.opening(), broken.done]).toEqual(["saved", "still", ["answer unreachable"]]);
  });
});
