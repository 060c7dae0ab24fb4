/** What the product promises about itself, and what a proof of it was asked to show. */
export type Promised = {
  readonly row: number;
  readonly promise: string;
  readonly asked: string;
  /** What of that nobody has shown; absent: all of it is. */
  readonly gap?: string;
};

/** In the order in which they were first written down; tests name them by number. */
export const PROMISES: readonly Promised[] = [
  {
    row: 1,
    promise: "The same seed gives the same result everywhere",
    asked: "all tables equal in Node, two Chromiums and Firefox: 200 seeds in 12 scenarios",
    gap: "three designs at a seed each, results and not every table; Firefox only where it is installed",
  },
  {
    row: 2,
    promise: "The engine uses no clock, no language of the machine, no luck and no inexact arithmetic of the browser",
    asked: "a lint rule, and a run with these replaced by throwers: 0 calls",
  },
  {
    row: 3,
    promise: "Logarithm, exponential and power are right",
    asked: "at most 1 unit of the last place on a million values",
    gap: "thousands of values, chosen where the error is largest, not a million",
  },
  {
    row: 4,
    promise: "Conservation: what was produced is delivered, queued, dropped or in flight, at every part",
    asked: "10,000 random designs, 0 failures",
    gap: "20 of them; 5,000 by `npm run test:long`, which this table does not wait for",
  },
  { row: 5, promise: "Queueing theory holds", asked: "closed forms inside the 99 % interval of 30 seeds" },
  {
    row: 6,
    promise: "Faults are safe, and the system recovers",
    asked: "5,000 seeds of random faults, 0 failures",
    gap: "20 of them; 5,000 by `npm run test:long`, which this table does not wait for",
  },
  { row: 7, promise: "What-if is fair: parts that were not touched keep their draws", asked: "draws equal" },
  { row: 8, promise: "Percentiles are honest", asked: "at most 1 % from the exact ones" },
  {
    row: 9,
    promise: "Work is never lost",
    asked: "200 ends of the page at random instants: at most a second of edits lost, nothing corrupt",
    gap: "ten ends in every test run, 200 in `npm run test:long`",
  },
  {
    row: 10,
    promise: "Two tabs never overwrite each other",
    asked: "0 edits lost in 500 orders",
    gap: "eight orders in every test run, 100 in `npm run test:long`, not 500",
  },
  {
    row: 11,
    promise: "Old files open",
    asked: "golden files of every version, cut and flipped ones too: all open, or a clear error and the original kept",
  },
  { row: 12, promise: "A newer file is refused in an older app", asked: "refused, untouched" },
  {
    row: 13,
    promise: "A full disk loses nothing",
    asked: "failure at every n-th write: a message, the work in memory, saving as a file",
    gap: "each n-th write alone for the first six of a page, not for every number",
  },
  {
    row: 14,
    promise: "Hostile files and links do nothing",
    asked: "a corpus of 200 and mutations: 0 scripts run, 0 requests, under 2 s each",
    gap: "in Node, with the work counted and not timed; scripts and requests are what promises 15 and 16 listen for",
  },
  {
    row: 15,
    promise: "Nothing leaves the page",
    asked: "requests of every journey, online and offline: 0 to others",
    gap: "browsers that are killed tell nothing",
  },
  {
    row: 16,
    promise: "The content policy holds",
    asked: "a listener in every journey: 0 violations",
    gap: "browsers that are killed tell nothing",
  },
  {
    row: 17,
    promise: "The page stays alive during a run",
    asked: "no task over 50 ms, interaction within 100 ms",
    gap: "no test fails by it, as times are those of a machine; switching tabs stands for all that a person does",
  },
  {
    row: 18,
    promise: "Stop always works",
    asked: "100 random instants: within 200 ms, and the next run is right",
    gap: "six instants in every test run, 100 in `npm run test:long`; how long it takes is a figure of the machine it was taken on, and no test fails by it",
  },
  {
    row: 19,
    promise: "A worker that dies is told, and can be started again",
    asked: "thrown, ended and out of cap: the state says why, the document is intact, the next run works",
    gap: "a worker that runs out of memory, only in the chart of a run; one that ends without a word is noticed when Stop is pressed",
  },
  { row: 20, promise: "Undo is exact", asked: "2,000 random lists of commands, all undone and done again: equal documents" },
  {
    row: 21,
    promise: "A shared link comes back as what it was",
    asked: "equal in each browser and on the command line; 60 parts in at most 8,000 characters",
    gap: "Node and Chromium; no other browser",
  },
  { row: 22, promise: "The page works without a network", asked: "installed, offline, cold start, run, query, export: all pass" },
  { row: 23, promise: "An update is safe", asked: "an old tab beside a new version: told, nothing mixed, the document kept" },
  {
    row: 24,
    promise: "Everything by keyboard and reader",
    asked: "journeys without a mouse; axe finds nothing in any state of either theme",
    gap: "axe looks at the states that journeys reach, not at every one in both themes",
  },
  { row: 25, promise: "The page is small", asked: "the budgets of the first screen and of a first visit" },
  {
    row: 26,
    promise: "Errors in scenarios help",
    asked: "60 broken YAML files: line and column right, a fix in a line, exit code 2",
  },
  {
    row: 27,
    promise: "The tests are strong",
    asked: "of 50 planted bugs at least 95 % caught",
    gap: "fewer bugs, of one changed place each, in the engine alone, and against the nearest tests and one of whole runs, not all",
  },
];
