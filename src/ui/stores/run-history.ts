import type { RunSnapshot } from "../../result/snapshot.ts";

const LIMIT = 1200;

/** The snapshots of one run by simulated time, thinned when there are too many, so that any moment can be looked back at. */
export function createSnapshotHistory(): { push(snapshot: RunSnapshot): void; at(ms: number): RunSnapshot | null } {
  let kept: RunSnapshot[] = [];
  return {
    push(snapshot) {
      kept.push(snapshot);
      if (kept.length > LIMIT) kept = kept.filter((_, index) => index % 2 === 0 || index === kept.length - 1);
    },
    at(ms) {
      let low = 0;
      let high = kept.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((kept[middle]?.simulatedMs ?? Number.POSITIVE_INFINITY) <= ms) low = middle;
        else high = middle - 1;
      }
      return kept[low] ?? null;
    },
  };
}
