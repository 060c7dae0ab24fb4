import { test } from "@playwright/test";
import { recordProof } from "../support/promise-record.ts";

/** Says at the end of a journey what it has shown of a promise of docs/promises.md (`test/support/promise.ts`). */
export function promise(row: number, figure: string): void {
  const { file, titlePath } = test.info();
  recordProof({ row, file, title: titlePath.slice(1).join(" > "), figure });
}
