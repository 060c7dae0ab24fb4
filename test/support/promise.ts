import { expect } from "vitest";
import { recordProof } from "./promise-record.ts";

/**
 * Says at the end of a test what it has shown of a promise of docs/promises.md: `row` is the promise's number, `figure` what was
 * measured, in words. `npm run promises` collects them; a table that misses one fails `test/promises`.
 */
export function promise(row: number, figure: string): void {
  const { testPath, currentTestName } = expect.getState();
  if (testPath === undefined || currentTestName === undefined) throw new Error("A promise is proven inside a test.");
  recordProof({ row, file: testPath, title: currentTestName, figure });
}
