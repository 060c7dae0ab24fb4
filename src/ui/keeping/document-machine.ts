import { assign, not } from "xstate";
import { must } from "../../base/assert.ts";
import { document, sentenceFor, type DocumentContext } from "./document-setup.ts";
import type { Brought, OpenRefusal, OpenWish } from "./document-types.ts";

const OPEN_ELSEWHERE = "This design is open in another tab, so your change begins a copy.";
const TAKEN_OVER = "Another tab took this design over before your last change was saved, so it goes on here as a copy.";
const HANDED_OVER = "Another tab took this design over while it could not be saved here, so your changes go on as a copy.";

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

/** The open document goes on as a copy of its own, for the reason told. */
function copy(sentence: string) {
  return [
    { type: "beginCopy" },
    { type: "lockCopy", params: ({ context }: { readonly context: DocumentContext }) => ({ documentId: context.documentId, sentence }) },
  ] as const;
}

const CHANGED_ELSEWHERE = {
  type: "changedElsewhere",
  params: ({ event }: { readonly event: { readonly error: unknown } }) => event.error,
} as const;
const WRITTEN = { type: "noteWritten", params: ({ event }: { readonly event: { readonly output: number } }) => event.output } as const;

/**
 * The life of the open document, in three regions. `keeping`: where it stands in the browser's storage. `opening`: what is done
 * so that another takes its place: the open one is written first, and an edit made while the other is fetched is written too.
 * `shelving`: documents that could not be written when another took their place are tried again, and never let go of unwritten.
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
    taken: false,
    wish: null,
    shelf: [],
  }),
  on: {
    locked: [
      { guard: "ofThisDocument", actions: assign({ release: ({ event }) => event.release }) },
      { actions: ({ event }) => event.release?.() },
    ],
    taken: { guard: "ofShelved", actions: "copyShelved" },
    "hand-over": { guard: "ofShelved", actions: "copyShelved" },
    shelve: { actions: assign({ shelf: ({ context, event }) => [...context.shelf, event.shelved] }) },
    drop: { guard: "ofShelved", actions: "dropShelved" },
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
        untouched: { id: "untouched", on: { edit: { target: "saving", actions: "noteEdit" }, keep: "saving" } },
        /** An edit is written at once; those made meanwhile are written next, together. */
        saving: {
          id: "saving",
          entry: assign({ editedSince: false }),
          invoke: {
            src: "store",
            input: ({ context: { documentId, design, savedAtMs } }) => ({ documentId, design, savedAtMs, isOpen: true }),
            onDone: [
              { guard: "takenAndEdited", target: "saving", reenter: true, actions: [WRITTEN, ...copy(TAKEN_OVER)] },
              { guard: "taken", target: "elsewhere", actions: [WRITTEN, "loseLock"] },
              { guard: "editedSince", target: "saving", reenter: true, actions: WRITTEN },
              { target: "saved", actions: WRITTEN },
            ],
            onError: [
              { guard: "taken", target: "saving", reenter: true, actions: copy(TAKEN_OVER) },
              { guard: CHANGED_ELSEWHERE, target: "saving", reenter: true, actions: ["letGo", ...copy(TAKEN_OVER)] },
              {
                guard: ({ context, event }) => context.problem === sentenceFor(event.error),
                target: "failed",
              },
              {
                target: "failed",
                actions: [
                  assign({ problem: ({ event }) => sentenceFor(event.error) }),
                  { type: "say", params: ({ event }) => sentenceFor(event.error) },
                ],
              },
            ],
          },
          on: {
            edit: { actions: "noteEdit" },
            "hand-over": { guard: "asked", actions: assign({ wanted: true }) },
            taken: { guard: "ofThisDocument", actions: assign({ release: null, wanted: false, taken: true }) },
          },
        },
        saved: {
          id: "saved",
          always: { guard: "wanted", target: "elsewhere", actions: ["letGo", "loseLock"] },
          on: { edit: { target: "saving", actions: "noteEdit" } },
        },
        /** The browser refused; `problem` says why. */
        failed: {
          always: { guard: "wanted", target: "saving", actions: ["letGo", ...copy(HANDED_OVER)] },
          after: { retry: "saving" },
          on: {
            edit: { target: "saving", actions: "noteEdit" },
            flush: "saving",
            "hand-over": { guard: "asked", target: "saving", actions: assign({ wanted: true }) },
            taken: { guard: "ofThisDocument", target: "saving", actions: copy(TAKEN_OVER) },
          },
        },
        /** Another tab writes this document: two must never overwrite each other. */
        elsewhere: {
          id: "elsewhere",
          on: { edit: { target: "saving", actions: ["noteEdit", ...copy(OPEN_ELSEWHERE)] } },
        },
      },
    },
    opening: {
      initial: "still",
      states: {
        still: {
          id: "still",
          on: {
            open: [
              { guard: "isUnsavedItself", actions: { type: "answer", params: null } },
              { target: "puttingAway", actions: assign({ wish: ({ event }) => event.wish }) },
            ],
          },
        },
        puttingAway: {
          // In this order: the write begins before it is looked whether there is one to wait for.
          entry: [document.raise({ type: "flush" }), document.raise({ type: "wait" })],
          on: { wait: "waiting" },
        },
        waiting: { always: { guard: "allWritten", target: "fetching" } },
        fetching: {
          invoke: {
            src: "bring",
            input: ({ context: { wish, documentId, release, shelf } }) => ({
              wish: wish as OpenWish,
              held: wish?.documentId === documentId ? release : null,
              shelved: shelf.find((each) => each.documentId === wish?.documentId) ?? null,
            }),
            onDone: [
              {
                guard: isRefusal,
                target: "still",
                actions: [{ type: "answer", params: ({ event }) => event.output as OpenRefusal }, assign({ wish: null })],
              },
              { guard: "writing", target: "waiting", actions: { type: "putBack", params: brought } },
              {
                guard: "wentOnByItself",
                target: "still",
                actions: [{ type: "putBack", params: brought }, { type: "answer", params: null }, assign({ wish: null })],
              },
              { guard: ({ context }) => context.wish?.kind === "new", target: ["#still", "#untouched"], actions: PUT_IN_PLACE },
              { guard: (arrival) => brought(arrival).problem !== undefined, target: ["#still", "#saving"], actions: PUT_IN_PLACE },
              { guard: (arrival) => brought(arrival).release === null, target: ["#still", "#elsewhere"], actions: PUT_IN_PLACE },
              { target: ["#still", "#saved"], actions: PUT_IN_PLACE },
            ],
            onError: {
              target: "still",
              actions: [
                { type: "answer", params: ({ event }) => ({ reason: "unreachable", problem: sentenceFor(event.error) }) },
                assign({ wish: null }),
              ],
            },
          },
        },
      },
    },
    shelving: {
      initial: "empty",
      states: {
        empty: { always: { guard: not("shelfIsEmpty"), target: "resting" } },
        resting: { always: { guard: "shelfIsEmpty", target: "empty" }, after: { retry: "writing" } },
        writing: {
          invoke: {
            src: "store",
            input: ({ context: { shelf } }) => {
              const { documentId, design, savedAtMs } = must(shelf[0], "only a shelf that holds something is written");
              return { documentId, design, savedAtMs, isOpen: false };
            },
            onDone: {
              target: "empty",
              actions: [
                { type: "say", params: ({ context }) => `“${context.shelf[0]?.design.title ?? ""}” is saved now.` },
                "takeOffShelf",
              ],
            },
            onError: [
              { guard: CHANGED_ELSEWHERE, target: "writing", reenter: true, actions: "copyFirstShelved" },
              { target: "resting", actions: "turnShelf" },
            ],
          },
        },
      },
    },
  },
});

/** Where the open document stands in the browser's storage. */
export type Keeping = "untouched" | "saving" | "saved" | "failed" | "elsewhere";
