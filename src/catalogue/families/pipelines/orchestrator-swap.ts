import type { SwapDecl } from "../../contract.ts";
import { duration } from "../../words.ts";

type Clocked = { readonly everyMs: number; readonly offsetMs: number };

/** What every orchestrator means by its settings. `again` is the field for how soon a person sees to a failure. */
export function orchestratorSwap<P extends Clocked>(again: keyof P & string, fixed: readonly string[]): SwapDecl<P> {
  return {
    roles: { triggers: "first tasks" },
    meanings: {
      "a run every": {
        fields: ["everyMs"],
        read: ({ everyMs }) => everyMs,
        write: (value) => ({ everyMs: Number(value) }),
        words: ({ everyMs }) => duration(everyMs),
      },
      offset: {
        fields: ["offsetMs"],
        read: ({ offsetMs }) => offsetMs,
        write: (value) => ({ offsetMs: Number(value) }),
        words: ({ offsetMs }) => duration(offsetMs),
      },
      "a person sees to a failure after": {
        fields: [again],
        read: (props) => (props[again] === null ? "never" : Number(props[again])),
        write: (value) => ({ [again]: value === "never" ? null : Number(value) }),
        words: (props) => (props[again] === null ? "never" : duration(Number(props[again]))),
      },
    },
    fixed,
  };
}
