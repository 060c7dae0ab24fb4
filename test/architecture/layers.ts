/**
 * The floors of the building, as data: what a folder of src may import. `values` may be imported in any form, `types` only
 * by `import type`. An entry is a folder, one file, or a pattern with one `*`. A folder may always import itself; engine,
 * simulate and ui have rooms, each a floor of its own. A folder that is missing here is a breach.
 */
export type Floor = {
  readonly values: readonly string[];
  readonly types?: readonly string[];
};

/** The rooms of the engine, lowest first: each may import the rooms named for it, and `base`. */
const ENGINE: { readonly [room: string]: readonly string[] } = {
  kernel: [],
  encoding: [],
  "ranking/maths": ["kernel"],
  rows: ["kernel", "ranking/maths"],
  calls: ["kernel", "rows"],
  books: ["kernel", "rows", "calls"],
  part: ["kernel", "rows", "books", "calls"],
  tasks: ["kernel", "rows", "part"],
  feeds: ["kernel", "rows", "books", "part"],
  log: ["kernel", "rows", "books", "part", "feeds"],
  processing: ["kernel", "rows", "part", "feeds"],
  queried: ["kernel", "rows", "books", "part", "feeds", "tasks"],
  fleets: ["kernel", "part"],
  requests: ["kernel", "rows", "books", "part", "calls", "caches", "fleets"],
  messages: ["kernel", "rows", "books", "part"],
  flowfiles: ["kernel", "rows", "part", "feeds", "files", "processing", "operators"],
  shards: ["kernel", "rows", "part", "feeds"],
  sources: ["kernel", "rows", "books", "part", "calls"],
  caches: ["kernel"],
  stations: ["kernel", "rows", "part", "feeds", "caches"],
  workers: ["kernel", "rows", "part", "feeds", "messages"],
  files: ["kernel", "encoding", "rows", "part", "feeds", "tasks", "queried"],
  operators: ["kernel", "rows", "part", "processing"],
  views: ["kernel", "rows", "part", "tasks", "queried", "processing", "operators"],
  "jobs/spark": ["kernel"],
  jobs: ["kernel", "jobs/spark", "rows", "books", "part", "feeds", "tasks", "queried", "files", "processing", "operators"],
  quality: ["kernel", "jobs/spark", "rows", "part", "tasks", "queried", "files", "jobs"],
  functions: ["kernel", "rows", "part", "feeds", "tasks", "messages", "files", "operators", "jobs"],
  pipelines: ["kernel", "part", "tasks"],
  tables: ["kernel", "rows", "part", "queried", "calls", "caches"],
  "tables/keyed": ["kernel", "rows", "part", "calls", "tables"],
  ranking: ["kernel", "rows", "part", "calls", "ranking/maths", "fleets", "requests", "tables", "workers"],
};

/** The rooms of simulate; `simulate` itself (run.ts, close-books.ts) puts them together. */
const SIMULATE: { readonly [room: string]: readonly string[] } = {
  compile: [],
  read: ["compile"],
  watch: ["compile", "read"],
  lists: ["compile", "read"],
  follow: ["compile"],
  judge: ["compile", "read", "lists"],
  tables: ["compile", "read", "lists", "follow", "judge", "watch"],
  why: ["compile", "read"],
};

/**
 * The rooms of the page, lowest first: each may import the rooms named for it. `keeping` is what the browser keeps of the work,
 * and how none of it is lost. Commands are a list that rooms join, so they stand below them; `drawing` is what can be done to a
 * drawing, whoever shows it; `system` puts canvas and outline together.
 */
const UI: { readonly [room: string]: readonly string[] } = {
  theme: [],
  parts: [],
  charts: [],
  keeping: [],
  stage: ["parts", "keeping"],
  stores: ["parts", "keeping", "stage"],
  commands: ["parts", "keeping", "stores"],
  frame: ["parts", "stores"],
  "part-view": ["parts", "stores"],
  run: ["parts", "stores", "part-view", "commands", "frame"],
  drawing: ["parts", "stores", "part-view", "commands"],
  add: ["parts", "stores", "part-view", "drawing"],
  canvas: ["parts", "stores", "part-view", "commands", "frame", "run", "drawing", "add"],
  outline: ["parts", "stores", "part-view", "drawing", "canvas"],
  picture: ["stores", "commands", "part-view", "drawing", "canvas"],
  system: ["parts", "stores", "commands", "drawing", "canvas", "outline", "picture"],
  notes: ["parts", "stores"],
  schema: ["parts", "stores"],
  api: ["parts", "stores", "part-view"],
  goals: ["parts", "stores", "part-view"],
  interview: ["parts", "keeping", "stores", "stage"],
  documents: ["parts", "keeping", "stores", "notes", "goals"],
  banners: ["parts", "keeping", "stores"],
  "results/parts": ["parts", "stores"],
  "results/lag": ["parts", "stores", "charts", "results/parts"],
  "results/lists": ["parts", "stores", "charts", "results/parts"],
  "results/requests": ["parts", "stores", "charts", "part-view", "results/parts"],
  "results/pipelines": ["parts", "charts", "results/parts"],
  "results/sql": ["parts", "keeping", "stores", "charts", "commands"],
  results: [
    "parts",
    "stores",
    "charts",
    "part-view",
    "goals",
    "commands",
    "results/parts",
    "results/lag",
    "results/lists",
    "results/requests",
    "results/pipelines",
    "results/sql",
  ],
  whatif: ["parts", "stores", "charts", "results/parts"],
  runs: ["parts", "keeping", "stores", "results/parts", "results"],
  about: ["parts", "stores"],
  events: ["parts", "stores", "results/parts"],
  inspector: ["parts", "stores", "part-view", "drawing", "events"],
  layout: ["parts", "keeping", "stage", "stores", "frame", "notes", "schema", "system", "api", "run", "results", "inspector"],
  shell: [
    ...["parts", "stage", "stores", "commands", "frame", "run", "goals", "interview", "documents", "banners", "events", "about"],
    ...["results/parts", "whatif", "runs", "layout"],
  ],
};

/** Rooms of the page that know nothing of the product: they would serve any other page. */
const PLAIN_ROOMS = ["theme", "parts", "charts"];

const engineFloors = Object.fromEntries(
  Object.entries(ENGINE).map(([room, may]) => [`engine/${room}`, { values: ["base", ...may.map((each) => `engine/${each}`)] }]),
);
const simulateFloors = Object.fromEntries(
  Object.entries(SIMULATE).map(([room, may]) => [
    `simulate/${room}`,
    { values: ["base", "design", "engine", "catalogue", "result", ...may.map((each) => `simulate/${each}`)], types: ["scenario/types.ts"] },
  ]),
);
const uiFloors = Object.fromEntries(
  Object.entries(UI).map(([room, may]): [string, Floor] => {
    const rooms = may.map((each) => `ui/${each}`);
    if (PLAIN_ROOMS.includes(room)) return [`ui/${room}`, { values: ["base", ...rooms] }];
    return [
      `ui/${room}`,
      {
        values: ["base", "design", "catalogue", "scenario", "share", "workers/*-client.ts", ...rooms],
        types: ["workers/protocol.ts", "warehouse", "result"],
      },
    ];
  }),
);

export const FLOORS: { readonly [folder: string]: Floor } = {
  base: { values: [] },
  design: { values: ["base"] },
  ...engineFloors,
  // What a run hands out: plain data that every floor may name, and none but the simulation may make; and the metrics it is held against.
  result: { values: ["base"] },
  catalogue: { values: ["base", "engine"], types: ["design/types.ts", "scenario/types.ts", "result"] },
  ...simulateFloors,
  simulate: { values: ["base", "design", "engine", "catalogue"], types: ["scenario/types.ts", "result"] },
  scenario: { values: ["base", "design", "catalogue", "result"] },
  warehouse: { values: ["base"], types: ["design/types.ts", "result"] },
  share: { values: ["base", "design"], types: ["scenario/types.ts", "result"] },
  // Reads a person's file of events into what the engine replays; knows nothing of designs or runs.
  trace: { values: ["base", "engine/kernel/number-lists.ts"], types: ["engine/rows/event-trace.ts"] },
  workers: {
    values: ["base", "design", "engine", "result", "catalogue", "simulate", "scenario", "warehouse", "share", "trace"],
  },
  cli: {
    values: ["base", "design", "engine", "result", "catalogue", "simulate", "scenario", "warehouse", "share", "trace", "workers"],
  },
  ...uiFloors,
  "ui/main.tsx": { values: ["base", "ui/shell", "ui/frame", "ui/stores", "ui/theme"] },
};

/** Folders whose members do not know each other; `shared` files are what members are made of, the `registry` names them all. */
export const SIBLINGS: readonly {
  readonly folder: string;
  readonly what: string;
  readonly shared: readonly string[];
  readonly registry?: string;
}[] = [
  { folder: "catalogue/kinds", what: "a kind", shared: [] },
  {
    folder: "engine/operators",
    what: "an operator",
    shared: ["session-rules", "session-windows", "dedup-set", "window-panes"].map((name) => `engine/operators/${name}.ts`),
    registry: "engine/operators/steps.ts",
  },
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
  tinykeys: ["ui"],
  uplot: ["ui"],
  zundo: ["ui"],
  zustand: ["ui"],
  xstate: ["ui/keeping", "ui/stores"],
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
  // The bench visits the page as a person does.
  "@playwright/test": ["cli/bench"],
  "node:": ["cli"],
};

/** Calls that would let the machine's clock or luck into a run. */
export const CLOCK_AND_LUCK = ["Date.now", "performance.now", "setTimeout", "setInterval", "Math.random", "crypto.getRandomValues"];
/** Folders below the workers: simulated time and named random streams only. */
export const BELOW_WORKERS = ["base", "design", "engine", "catalogue", "simulate", "scenario", "warehouse", "share", "trace"];

/** Differ by an ulp between engines, so the same seed would give other numbers; base/fixed-math has exact ones. */
export const INEXACT_MATH = [
  ...["acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "expm1", "hypot"],
  ...["log", "log10", "log1p", "log2", "pow", "sin", "sinh", "tan", "tanh"],
].map((name) => `Math.${name}`);
export const EXACT_FOLDERS = ["base", "engine", "simulate", "catalogue"];
