import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ENDINGS = ["SIGINT", "SIGTERM"] as const;

/** Lends a folder and takes it away again, also when the person who waits breaks off: packages of a build are large. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "quadrant-bench-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const breakOff = (): void => {
    remove();
    process.exit(130);
  };
  for (const ending of ENDINGS) process.once(ending, breakOff);
  try {
    return await work(folder);
  } finally {
    for (const ending of ENDINGS) process.off(ending, breakOff);
    remove();
  }
}
