/**
 * Tests of the page that run with modules of their own, file by file: they reach what keeps state in its module. All other tests
 * share what they import, which costs far less. `test/architecture/own-modules.test.ts` holds that the list is right.
 */
export const OWN_MODULES: readonly string[] = [
  "src/ui/add/templates.test.ts",
  "src/ui/canvas/flow-model.test.ts",
  "src/ui/commands/registry.test.ts",
  "src/ui/keeping/*.test.ts",
  "src/ui/part-view/part-problems.test.ts",
  "src/ui/part-view/why.test.ts",
  "src/ui/stage/stage-store.test.ts",
  "src/ui/stores/*.test.ts",
  "src/ui/stores/why/*.test.ts",
];
