import type { Step } from "../parts/places.ts";

/** The seven steps of the round. */
export const STEPS: readonly Step[] = [
  { id: "clarify", title: "Clarify", place: "notes", help: "Ask what is hidden; write down what must hold." },
  { id: "interface", title: "Interface", place: "api", help: "Say what is asked of the system, and how often." },
  { id: "estimate", title: "Estimate", place: "notes", help: "Work out rates and sizes; a run marks them." },
  { id: "data-model", title: "Data model", place: "schema", help: "Tables, records and their keys." },
  { id: "high-level", title: "High level", place: "system", help: "Draw the parts and wires, then run them." },
  { id: "detail", title: "Detail", place: "system", help: "Set what matters in each part: partitions, acks, checkpoints." },
  { id: "bottlenecks", title: "Bottlenecks", place: "results", help: "Find what breaks first; break it on purpose." },
];
