import { describe, expect, test } from "vitest";
import { createActor, fromPromise, SimulatedClock } from "xstate";
import { emptyDesign } from "../../design/empty.ts";
import type { Design } from "../../design/types.ts";
import {
  documentMachine,
  keepingOf,
  LONGEST_WAIT_MS,
  QUIET_MS,
  RETRY_MS,
  sentenceFor,
  type Brought,
  type DocumentEvent,
  type OpenRefusal,
  type OpenWish,
} from "./document-machine.ts";

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
        lockCopy: (_, documentId) => done.push(`lock ${documentId}`),
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
    keeping: () => keepingOf(actor.getSnapshot().value),
    opening: () => actor.getSnapshot().value.opening,
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

describe("keeping a document", () => {
  test("untouched: nothing is written until it is edited or is to be kept", async () => {
    const held = await opened();
    held.send({ type: "flush" });
    held.clock.increment(RETRY_MS);
    expect([held.keeping(), held.writes.length]).toEqual(["untouched", 0]);
    held.send({ type: "keep" });
    expect([held.keeping(), held.lastWrite().input]).toEqual(["saving", { documentId: "a", design: titled("a") }]);
  });

  test("pending: written after a quiet moment, as it then is", async () => {
    const held = await opened();
    held.send(edit("1"));
    expect(held.keeping()).toBe("pending");
    held.clock.increment(QUIET_MS - 1);
    held.send(edit("2"));
    held.clock.increment(QUIET_MS - 1);
    expect(held.writes).toHaveLength(0);
    held.clock.increment(1);
    expect([held.keeping(), held.lastWrite().input]).toEqual(["saving", { documentId: "a", design: titled("2") }]);
  });

  test("pending: who never stops typing is written all the same", async () => {
    const held = await opened();
    for (let at = 0; at < LONGEST_WAIT_MS; at += QUIET_MS / 2) {
      held.send(edit(String(at)));
      held.clock.increment(QUIET_MS / 2);
    }
    expect(held.writes).toHaveLength(1);
  });

  test("pending: written at once when asked", async () => {
    const held = await opened();
    held.send(edit("1"));
    held.send({ type: "flush" });
    expect(held.keeping()).toBe("saving");
  });

  test("saving: done, it is saved, and an edit begins anew", async () => {
    const held = await saved();
    expect([held.keeping(), held.context().savedAtMs, held.context().problem]).toEqual(["saved", 5, null]);
    held.send({ type: "flush" });
    held.send({ type: "keep" });
    expect([held.keeping(), held.writes.length]).toEqual(["saved", 1]);
    held.send(edit("1"));
    expect(held.keeping()).toBe("pending");
  });

  test("saving: what is edited meanwhile is written next", async () => {
    const held = await opened();
    held.send({ type: "keep" });
    held.send(edit("meanwhile"));
    expect(held.keeping()).toBe("saving");
    await held.lastWrite().resolve(5);
    expect([held.keeping(), held.context().savedAtMs]).toEqual(["pending", 5]);
    held.clock.increment(QUIET_MS);
    expect(held.lastWrite().input).toEqual({ documentId: "a", design: titled("meanwhile") });
    await held.lastWrite().resolve(6);
    expect(held.keeping()).toBe("saved");
  });

  test("failed: said with its reason, tried again after a while, when asked, and with the next edit", async () => {
    const full = new DOMException("full", "QuotaExceededError");
    const failed = async () => {
      const held = await opened();
      held.send(edit("1"));
      held.send({ type: "flush" });
      await held.lastWrite().reject(full);
      expect([held.keeping(), held.context().problem, held.done]).toEqual(["failed", sentenceFor(full), ["say"]]);
      return held;
    };
    const later = await failed();
    later.clock.increment(RETRY_MS - 1);
    expect(later.keeping()).toBe("failed");
    later.clock.increment(1);
    expect(later.keeping()).toBe("saving");
    await later.lastWrite().resolve(9);
    expect([later.keeping(), later.context().problem]).toEqual(["saved", null]);
    const asked = await failed();
    asked.send({ type: "flush" });
    expect(asked.keeping()).toBe("saving");
    const edited = await failed();
    edited.send(edit("2"));
    expect(edited.keeping()).toBe("pending");
  });

  test("a full disk is told from a browser that keeps nothing", () => {
    expect(sentenceFor(new DOMException("", "QuotaExceededError"))).toContain("full");
    expect(sentenceFor(new Error("no"))).toContain("does not keep");
  });
});

describe("two tabs", () => {
  test("taken by force: from every state it is another's, and nothing more is written", async () => {
    const pending = await opened();
    pending.send(edit("1"));
    pending.send({ type: "taken", documentId: "other" });
    expect(pending.keeping()).toBe("pending");
    pending.send({ type: "taken", documentId: "a" });
    pending.clock.increment(RETRY_MS);
    expect([pending.keeping(), pending.writes.length, pending.context().release]).toEqual(["elsewhere", 0, null]);
    const writing = await opened();
    writing.send({ type: "keep" });
    writing.send({ type: "taken", documentId: "a" });
    await writing.lastWrite().resolve(7);
    expect(writing.keeping()).toBe("elsewhere");
  });

  test("an edit of another's document begins a copy with a lock of its own", async () => {
    const held = await saved();
    held.send({ type: "taken", documentId: "a" });
    held.send(edit("mine"));
    expect([held.keeping(), held.context().documentId, held.done]).toEqual(["pending", "copy-1", ["lock copy-1"]]);
    held.send({ type: "locked", documentId: "a", release: held.release("late") });
    expect([held.context().release, held.done.at(-1)]).toEqual([null, "release late"]);
    const release = held.release("copy-1");
    held.send({ type: "locked", documentId: "copy-1", release });
    expect(held.context().release).toBe(release);
    held.clock.increment(QUIET_MS);
    expect(held.lastWrite().input).toEqual({ documentId: "copy-1", design: titled("mine") });
  });

  test("asked for: what is written is handed over at once, what is not is written first", async () => {
    const at = await saved();
    at.send({ type: "hand-over", documentId: "other" });
    expect(at.keeping()).toBe("saved");
    at.send({ type: "hand-over", documentId: "a" });
    expect([at.keeping(), at.done]).toEqual(["elsewhere", ["release a"]]);
    at.send({ type: "hand-over", documentId: "a" });
    expect(at.done).toEqual(["release a"]);

    const pending = await opened();
    pending.send(edit("1"));
    pending.send({ type: "hand-over", documentId: "a" });
    expect([pending.keeping(), pending.done]).toEqual(["saving", []]);
    await pending.lastWrite().resolve(5);
    expect([pending.keeping(), pending.done]).toEqual(["elsewhere", ["release a"]]);

    const writing = await opened();
    writing.send({ type: "keep" });
    writing.send({ type: "hand-over", documentId: "a" });
    await writing.lastWrite().reject(new Error("no"));
    expect([writing.keeping(), writing.done]).toEqual(["elsewhere", ["say", "release a"]]);
  });

  test("asked for after a write that failed: one more try, then handed over", async () => {
    const held = await opened();
    held.send({ type: "keep" });
    await held.lastWrite().reject(new Error("no"));
    held.send({ type: "hand-over", documentId: "a" });
    expect(held.keeping()).toBe("saving");
    await held.lastWrite().resolve(5);
    expect(held.keeping()).toBe("elsewhere");
  });
});

describe("opening another document", () => {
  test("new: it is untouched and has given the lock of the last one back", async () => {
    const held = await opened();
    held.send({ type: "open", wish: wishNew("b", true) });
    expect([held.opening(), held.lastFetch().input]).toEqual(["fetching", { wish: wishNew("b", true), held: null }]);
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
    expect(held.lastFetch().input).toEqual({ wish: wishKept("a"), held: release });
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
    expect([held.keeping(), held.opening(), held.lastWrite().input]).toEqual([
      "saving",
      "waiting",
      { documentId: "a", design: titled("late") },
    ]);
    held.send(edit("later"));
    await held.lastWrite().resolve(5);
    expect(held.lastWrite().input).toEqual({ documentId: "a", design: titled("later") });
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
    const refusals: readonly OpenRefusal[] = [{ reason: "missing" }, { reason: "unreadable", findings: [] }];
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
    expect([broken.keeping(), broken.opening(), broken.done]).toEqual(["saved", "still", ["answer missing"]]);
  });
});
