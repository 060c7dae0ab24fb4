import { expect, test } from "vitest";
import { tableMetadata } from "./table-metadata.ts";

/** Appends of one small file each, to a table of four columns. */
function appends(format: "delta" | "iceberg", commits: number, checkpointEvery = 100) {
  const metadata = tableMetadata(format, 4, checkpointEvery);
  let [bytes, objects] = [0, 0];
  for (let file = 0; file < commits; file++) {
    const written = metadata.commit([file], [], file + 1, 0);
    bytes += written.bytes;
    objects += written.objects;
  }
  return { metadata, bytes, objects };
}

/** `value` lies within a share of what was measured. */
function within(value: number, measured: number, share: number): void {
  expect(Math.abs(value - measured) / measured).toBeLessThan(share);
}

test("D31: row T5, 200 appends by pyiceberg write 16.3 MB of metadata, and outgrow the data more with each", () => {
  within(appends("iceberg", 200).bytes, 885e3 + 1.18e6 + 14.2e6, 0.06);
  // 595 kB of data in 200 files; 3.8, 9 and 15.5 times the data after 10, 50 and 100.
  for (const [commits, times] of [
    [10, 3.8],
    [50, 9],
    [100, 15.5],
    [200, 27],
  ] as const)
    within(appends("iceberg", commits).bytes / ((595e3 * commits) / 200), times, 0.1);
  expect(appends("iceberg", 200).objects).toBe(600);
});

test("D31: 200 appends by deltalake write 278 kB, two checkpoints among them", () => {
  const { bytes, objects } = appends("delta", 200);
  within(bytes, 278e3, 0.1);
  expect(objects).toBe(200 + 2 * 2);
});

test("D31 a reader of Delta takes the checkpoint and each commit since, one of Iceberg every manifest of the partition", () => {
  expect(appends("delta", 230).metadata.planning(new Set()).requests).toBe(2 + 30);
  expect(appends("delta", 230, 10).metadata.planning(new Set()).requests).toBe(2);
  const { metadata } = appends("iceberg", 50);
  expect(metadata.planning(new Set([48, 49])).requests).toBe(2 + 2);
  metadata.commit([50], [46, 47, 48, 49], 47, 4);
  expect(metadata.planning(new Set([50])).requests).toBe(2 + 1);
  expect(metadata.planning(new Set([46])).requests).toBe(2);
});

test("D31 a commit that removes files writes, beside what an append writes, one manifest that names them, and its list names that", () => {
  const oneFile = (): number => {
    const two = appends("iceberg", 2).metadata.rewriteManifests()?.bytes ?? 0;
    const three = appends("iceberg", 3).metadata.rewriteManifests()?.bytes ?? 0;
    return 2 * two - three;
  };
  // The only file of the oldest manifest goes, and that manifest with it: the list is as long as after an append.
  const replaced = appends("iceberg", 5).metadata.commit([5], [0], 5, 1);
  const appended = appends("iceberg", 5).metadata.commit([5], [], 6, 0);
  expect(replaced.bytes - appended.bytes).toBeGreaterThan(oneFile() - 3);
  expect(replaced.bytes - appended.bytes).toBeLessThan(oneFile() + 3);
  expect(replaced.objects - appended.objects).toBe(1);
});

test("D31 manifests of 200 appends become one, which names all of their files", () => {
  const { metadata } = appends("iceberg", 200);
  const before = metadata.planning(new Set([198, 199]));
  const rewritten = metadata.rewriteManifests();
  expect(rewritten).toMatchObject({ before: 200, after: 1, objects: 1 });
  within(rewritten?.bytes ?? 0, 4125 + 200 * (165 + 4 * 12.6), 0.02);
  const after = metadata.planning(new Set([198, 199]));
  expect([before.requests, after.requests]).toEqual([4, 3]);
  expect(metadata.rewriteManifests()).toBeNull();
  expect(appends("delta", 200).metadata.rewriteManifests()).toBeNull();
});
