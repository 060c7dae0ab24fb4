import { assign, fromPromise, not, setup, stateIn } from "xstate";
import { provided } from "./provided.ts";
import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import type { Release } from "./document-lock.ts";

/** Why a kept document was not opened; what is open stays as it was. */
export type OpenRefusal = { readonly reason: "missing" } | { readonly reason: "unreadable"; readonly findings: readonly Finding[] };

/** The document that was open before another was opened beside it. */
export type PreviousDocument = { readonly documentId: string; readonly title: string };

/** What is to be opened: a kept document by its id, or a design as a document of its own. */
export type OpenWish =
  | { readonly kind: "kept"; readonly documentId: string }
  | { readonly kind: "new"; readonly documentId: string; readonly design: Design; readonly offerWayBack: boolean };

/** A document that was fetched and, where no other tab writes it, locked. */
export type Brought = { readonly design: Design; readonly savedAtMs: number | null; readonly release: Release | null };

export type DocumentContext = {
  readonly documentId: string;
  readonly design: Design | null;
  readonly savedAtMs: number | null;
  readonly problem: string | null;
  readonly previous: PreviousDocument | null;
  /** Held by the one tab that writes the document. */
  readonly release: Release | null;
  /** The document was edited while it was being written. */
  readonly editedSince: boolean;
  /** Another tab has asked for the document: it is handed over as soon as it is written. */
  readonly wanted: boolean;
  readonly wish: OpenWish | null;
  readonly newId: () => string;
};

export type DocumentEvent =
  | { readonly type: "edit"; readonly design: Design }
  /** Write now what is not yet written. */
  | { readonly type: "flush" }
  /** Write the document even though nothing of it was changed. */
  | { readonly type: "keep" }
  | { readonly type: "open"; readonly wish: OpenWish }
  /** A lock was got for a document that is open already; null: another tab had it. */
  | { readonly type: "locked"; readonly documentId: string; readonly release: Release | null }
  /** Another tab took the lock by force. */
  | { readonly type: "taken"; readonly documentId: string }
  /** Another tab asks for the document. */
  | { readonly type: "hand-over"; readonly documentId: string };

/** An edit is written after this much quiet, */
export const QUIET_MS = 300;
/** but never later than this after the first that is not written. */
export const LONGEST_WAIT_MS = 1000;
/** After a write that failed, the next try. */
export const RETRY_MS = 10_000;

const document = setup({
  types: {
    context: {} as DocumentContext,
    events: {} as DocumentEvent | { readonly type: "wait" },
    input: {} as { readonly newId: () => string },
  },
  actors: {
    /** Fetches what is wished for and asks for its lock; `held` is the lock of this document where this tab has it already. */
    bring: fromPromise<Brought | OpenRefusal, { readonly wish: OpenWish; readonly held: Release | null }>(() =>
      Promise.reject(new Error("nothing to open")),
    ),
    /** Writes a document; the time it was written at. */
    store: fromPromise<number, { readonly documentId: string; readonly design: Design | null }>(() => Promise.resolve(0)),
  },
  actions: {
    /** Puts an opened document in place of the one on screen. */
    place: provided<Design>(),
    /** Tells who asked for a document how that went; null: it is open. */
    answer: provided<OpenRefusal | null>(),
    /** An edit of a document that another tab writes began a copy, which needs a lock of its own. */
    lockCopy: provided<string>(),
    say: provided<string>(),
    letGo: ({ context }) => context.release?.(),
    /** The lock that is held goes, unless it is that of what was brought. */
    letGoForOther: ({ context }, { release }: Brought) => {
      if (release !== context.release) context.release?.();
    },
    /** What was brought comes too early: the open document has to be written first. */
    putBack: ({ context }, { release }: Brought) => {
      if (release !== context.release) release?.();
    },
    adopt: assign(({ context: { wish, documentId, design, savedAtMs } }, { release, ...came }: Brought) => {
      const offersBack = wish?.kind === "new" && wish.offerWayBack && savedAtMs !== null;
      return {
        documentId: wish?.documentId ?? documentId,
        design: came.design,
        savedAtMs: came.savedAtMs,
        release,
        problem: null,
        previous: offersBack ? { documentId, title: design?.title ?? "" } : null,
        editedSince: false,
        wanted: false,
        wish: null,
      };
    }),
    noteEdit: assign(({ event }) => (event.type === "edit" ? { design: event.design, editedSince: true } : {})),
    loseLock: assign({ release: null, wanted: false }),
  },
  guards: {
    /** Of the document that is open here, and not of one that was. */
    ofThisDocument: ({ context, event }) => "documentId" in event && event.documentId === context.documentId,
    asked: ({ context, event }) => event.type === "hand-over" && event.documentId === context.documentId && context.release !== null,
    wanted: ({ context }) => context.wanted,
    editedSince: ({ context }) => context.editedSince,
    unwritten: stateIn({ keeping: "pending" }),
    writing: stateIn({ keeping: "saving" }),
    notWriting: not(stateIn({ keeping: "saving" })),
  },
  delays: { quiet: QUIET_MS, longest: LONGEST_WAIT_MS, retry: RETRY_MS },
});

/** The sentence that tells why the browser did not keep a document. */
export function sentenceFor(error: unknown): string {
  const full = error instanceof DOMException && error.name === "QuotaExceededError";
  return full
    ? "The browser's storage is full, so your last changes are only in this tab. Save a file, or delete designs you no longer need."
    : "The browser does not keep your work here (a private window, or storage is switched off). Save a file before you close the tab.";
}

type Arrival = { readonly event: { readonly output: Brought | OpenRefusal } };
const brought = ({ event }: Arrival): Brought => event.output as Brought;
const isRefusal = ({ event }: Arrival): boolean => "reason" in event.output;
/** What a document that was brought takes with it to its place, in this order. */
const PUT_IN_PLACE = [
  { type: "letGoForOther", params: brought },
  { type: "adopt", params: brought },
  { type: "place", params: (arrival: Arrival) => brought(arrival).design },
  { type: "answer", params: null },
] as const;

/**
 * The life of the open document, in two regions. `keeping`: where it stands in the browser's storage. `opening`: what is done
 * so that another takes its place: the open one is written first, and an edit made while the other is fetched is written too.
 */
export const documentMachine = document.createMachine({
  id: "document",
  type: "parallel",
  context: ({ input }) => ({
    newId: input.newId,
    documentId: "",
    design: null,
    savedAtMs: null,
    problem: null,
    previous: null,
    release: null,
    editedSince: false,
    wanted: false,
    wish: null,
  }),
  on: {
    locked: [
      { guard: "ofThisDocument", actions: assign({ release: ({ event }) => event.release }) },
      { actions: ({ event }) => event.release?.() },
    ],
  },
  states: {
    keeping: {
      initial: "untouched",
      on: {
        taken: { guard: "ofThisDocument", target: ".elsewhere", actions: "loseLock" },
        "hand-over": { guard: "asked", target: ".elsewhere", actions: ["letGo", "loseLock"] },
      },
      states: {
        /** As it was opened, nothing to keep yet. */
        untouched: { id: "untouched", on: { edit: { target: "pending", actions: "noteEdit" }, keep: "saving" } },
        /** Edits that are not written yet. */
        pending: {
          after: { longest: "saving" },
          on: { flush: "saving", "hand-over": { guard: "asked", target: "saving", actions: assign({ wanted: true }) } },
          initial: "typing",
          states: {
            typing: { after: { quiet: "#saving" }, on: { edit: { target: "typing", reenter: true, actions: "noteEdit" } } },
          },
        },
        saving: {
          id: "saving",
          entry: assign({ editedSince: false }),
          invoke: {
            src: "store",
            input: ({ context: { documentId, design } }) => ({ documentId, design }),
            onDone: [
              { guard: "editedSince", target: "pending", actions: assign({ savedAtMs: ({ event }) => event.output, problem: null }) },
              { target: "saved", actions: assign({ savedAtMs: ({ event }) => event.output, problem: null }) },
            ],
            onError: {
              target: "failed",
              actions: [
                assign({ problem: ({ event }) => sentenceFor(event.error) }),
                { type: "say", params: ({ event }) => sentenceFor(event.error) },
              ],
            },
          },
          on: { edit: { actions: "noteEdit" }, "hand-over": { guard: "asked", actions: assign({ wanted: true }) } },
        },
        saved: {
          id: "saved",
          always: { guard: "wanted", target: "elsewhere", actions: ["letGo", "loseLock"] },
          on: { edit: { target: "pending", actions: "noteEdit" } },
        },
        /** The browser refused; `problem` says why. */
        failed: {
          always: { guard: "wanted", target: "elsewhere", actions: ["letGo", "loseLock"] },
          after: { retry: "saving" },
          on: {
            edit: { target: "pending", actions: "noteEdit" },
            flush: "saving",
            "hand-over": { guard: "asked", target: "saving", actions: assign({ wanted: true }) },
          },
        },
        /** Another tab writes this document: two must never overwrite each other. */
        elsewhere: {
          id: "elsewhere",
          on: {
            edit: {
              target: "pending",
              actions: [
                "noteEdit",
                assign({ previous: null, documentId: ({ context }) => context.newId() }),
                { type: "lockCopy", params: ({ context }) => context.documentId },
              ],
            },
          },
        },
      },
    },
    opening: {
      initial: "still",
      states: {
        still: { id: "still", on: { open: { target: "puttingAway", actions: assign({ wish: ({ event }) => event.wish }) } } },
        puttingAway: {
          // In this order: the write begins before it is looked whether there is one to wait for.
          entry: [document.raise({ type: "flush" }), document.raise({ type: "wait" })],
          on: { wait: "waiting" },
        },
        waiting: {
          always: [
            { guard: "unwritten", target: "puttingAway" },
            { guard: "notWriting", target: "fetching" },
          ],
        },
        fetching: {
          invoke: {
            src: "bring",
            input: ({ context: { wish, documentId, release } }) => ({
              wish: wish as OpenWish,
              held: wish?.documentId === documentId ? release : null,
            }),
            onDone: [
              {
                guard: isRefusal,
                target: "still",
                actions: [{ type: "answer", params: ({ event }) => event.output as OpenRefusal }, assign({ wish: null })],
              },
              { guard: "unwritten", target: "puttingAway", actions: { type: "putBack", params: brought } },
              { guard: "writing", target: "waiting", actions: { type: "putBack", params: brought } },
              { guard: ({ context }) => context.wish?.kind === "new", target: ["#still", "#untouched"], actions: PUT_IN_PLACE },
              { guard: (arrival) => brought(arrival).release === null, target: ["#still", "#elsewhere"], actions: PUT_IN_PLACE },
              { target: ["#still", "#saved"], actions: PUT_IN_PLACE },
            ],
            onError: { target: "still", actions: [{ type: "answer", params: { reason: "missing" } }, assign({ wish: null })] },
          },
        },
      },
    },
  },
});

/** Where the open document stands in the browser's storage. */
export type Keeping = "untouched" | "pending" | "saving" | "saved" | "failed" | "elsewhere";

/** That, of a state of the chart. */
export function keepingOf({ keeping }: { readonly keeping: Keeping | { readonly [state in Keeping]?: unknown } }): Keeping {
  return typeof keeping === "string" ? keeping : "pending";
}
