/**
 * The floors of the building, as data: what a folder of src may import. `values` may be imported in any form, `types` only
 * by `import type`. An entry is a folder, one file, or a pattern with one `*`. A folder may always import itself; engine has
 * floors of its own. A folder that is missing here is a breach.
 */
export type Floor = {
  readonly values: readonly string[];
  readonly types?: readonly string[];
};

/** What a run hands out: plain data that every floor may name, and none but the simulation may make. */
const RUN_TYPES = ["simulate/result.ts", "simulate/progress.ts"];

export const FLOORS: { readonly [folder: string]: Floor } = {
  base: { values: [] },
  design: { values: ["base"] },
  "engine/kernel": { values: ["base"] },
  "engine/metrics": { values: ["base", "engine/kernel"] },
  // The contract of an operator stands with the operators and imports nothing; flow calls it, and knows no operator.
  // Vectors of items and users, and lists made of them: arithmetic that knows no parts.
  "engine/recommend": { values: ["base", "engine/kernel"] },
  "engine/flow": {
    values: ["base", "engine/kernel", "engine/metrics", "engine/recommend", "engine/operators/operator.ts"],
    types: RUN_TYPES,
  },
  "engine/operators": { values: ["base", "engine/kernel", "engine/metrics", "engine/flow"], types: RUN_TYPES },
  "engine/faults": { values: ["base", "engine/kernel", "engine/metrics", "engine/flow"], types: RUN_TYPES },
  catalogue: { values: ["base", "engine"], types: ["design/types.ts", "scenario/types.ts", ...RUN_TYPES] },
  simulate: { values: ["base", "design", "engine", "catalogue"], types: ["scenario/types.ts"] },
  scenario: { values: ["base", "design", "catalogue"], types: RUN_TYPES },
  warehouse: { values: ["base"], types: ["design/types.ts", ...RUN_TYPES] },
  share: { values: ["base", "design"], types: ["scenario/types.ts", ...RUN_TYPES] },
  interview: { values: ["base"], types: ["scenario/types.ts", ...RUN_TYPES] },
  // Reads a person's file of events into what the engine replays; knows nothing of designs or runs.
  trace: { values: ["base", "engine/kernel/grow.ts"], types: ["engine/flow/event-trace.ts"] },
  workers: { values: ["base", "design", "engine", "catalogue", "simulate", "scenario", "warehouse", "share", "interview", "trace"] },
  cli: { values: ["base", "design", "engine", "catalogue", "simulate", "scenario", "warehouse", "share", "interview", "trace", "workers"] },
  ui: {
    values: ["base", "design", "catalogue", "scenario", "interview", "share", "workers/*-client.ts"],
    types: ["workers/protocol.ts", "workers/*-protocol.ts", "warehouse", ...RUN_TYPES],
  },
};

/** Folders whose members do not know each other; `shared` files are what members are made of. */
export const SIBLINGS: readonly { readonly folder: string; readonly what: string; readonly shared: readonly string[] }[] = [
  { folder: "catalogue/kinds", what: "a kind", shared: [] },
  {
    folder: "engine/operators",
    what: "an operator",
    shared: ["operator", "timer-heap", "timer-calendar", "session-rules", "session-windows", "dedup-set", "window-panes", "keyed-rows"].map(
      (name) => `engine/operators/${name}.ts`,
    ),
  },
  { folder: "engine/faults", what: "a fault", shared: [] },
];

/** Where a package may be imported. A package that is not listed may be imported nowhere in src. */
export const FENCES: { readonly [specifier: string]: readonly string[] } = {
  react: ["ui"],
  "react-dom": ["ui"],
  "@xyflow/react": ["ui"],
  "@xstate/react": ["ui"],
  "@tanstack/react-virtual": ["ui"],
  "@codemirror/": ["ui"],
  "@dagrejs/dagre": ["ui"],
  "@lezer/": ["ui"],
  cmdk: ["ui"],
  dompurify: ["ui"],
  idb: ["ui"],
  "lucide-react": ["ui"],
  "markdown-it": ["ui"],
  "radix-ui": ["ui"],
  "react-resizable-panels": ["ui"],
  tinykeys: ["ui"],
  uplot: ["ui"],
  zundo: ["ui"],
  zustand: ["ui"],
  xstate: ["interview", "ui/stores"],
  comlink: ["workers"],
  // Addresses of the engine's files (`?url`): the client that starts its worker hands them over.
  "@duckdb/duckdb-wasm/dist/": ["warehouse", "workers"],
  "@duckdb/duckdb-wasm": ["warehouse"],
  "apache-arrow": ["warehouse"],
  hyparquet: ["warehouse", "trace"],
  "hyparquet-writer": ["warehouse"],
  yaml: ["scenario"],
  zod: ["design", "catalogue", "scenario", "share"],
  commander: ["cli"],
  "node:": ["cli"],
};

/** Calls that would let the machine's clock or luck into a run. */
export const CLOCK_AND_LUCK = ["Date.now", "performance.now", "setTimeout", "setInterval", "Math.random", "crypto.getRandomValues"];
/** Folders below the workers: simulated time and named random streams only. */
export const BELOW_WORKERS = ["base", "design", "engine", "catalogue", "simulate", "scenario", "warehouse", "share", "interview", "trace"];

/** Differ by an ulp between engines, so the same seed would give other numbers; base/fixed-math has exact ones. */
export const INEXACT_MATH = [
  ...["acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "expm1", "hypot"],
  ...["log", "log10", "log1p", "log2", "pow", "sin", "sinh", "tan", "tanh"],
].map((name) => `Math.${name}`);
export const EXACT_FOLDERS = ["base", "engine", "simulate", "catalogue"];
