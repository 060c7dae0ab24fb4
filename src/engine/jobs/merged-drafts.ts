import type { RunContext } from "../part/run-context.ts";
import { kindOf, rowOf } from "../rows/rows.ts";
import type { DraftFile, JobPlan, WorkCosts } from "./job-plan.ts";

/**
 * What a run writes that merges by key, copy on write: the partitions it has rows of are written anew. Of its own rows with one key
 * the last stays, rows that lie there stay unless one of its own has their key, and the task that writes them has read them first.
 * `lyingFor` are the files of a draft's partition as the run found them.
 */
export function mergedDrafts(
  run: RunContext,
  plan: JobPlan,
  costs: Pick<WorkCosts, "openFileMs" | "readBytesPerSecond">,
  lyingFor: (draft: DraftFile) => readonly number[],
): JobPlan {
  const last = lastOfKeys(run, plan.drafts);
  const carried = new Set<string>();
  const stood = new Set<string>();
  const drafts = plan.drafts.map((draft) => {
    const own = draft.refs.filter((ref) => {
      const key = keyOf(run, ref);
      if (last.get(key) !== ref || stood.has(key)) return false;
      stood.add(key);
      return true;
    });
    const folder = `${draft.stream}/${draft.hour}`;
    const isFirst = !carried.has(folder);
    carried.add(folder);
    const kept = isFirst ? keptOf(run, lyingFor(draft), last) : { refs: [], rawBytes: 0, readBytes: 0, files: 0 };
    plan.stages[draft.stage][draft.task] += kept.files * costs.openFileMs + (kept.readBytes * 1000) / costs.readBytesPerSecond;
    const rawBytes = (draft.rawBytes * own.length) / Math.max(1, draft.refs.length) + kept.rawBytes;
    return { ...draft, refs: Int32Array.from([...kept.refs, ...own]), rawBytes };
  });
  return { ...plan, drafts: drafts.filter(({ refs }) => refs.length > 0) };
}

/** The last row of each key; a row that stands twice among those read is one row. */
function lastOfKeys(run: RunContext, drafts: readonly DraftFile[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { refs } of drafts) for (let i = 0; i < refs.length; i++) last.set(keyOf(run, refs[i]), refs[i]);
  return last;
}

/** Rows of these files that no row of the run takes the place of. */
function keptOf({ rows }: RunContext, files: readonly number[], last: ReadonlyMap<string, number>) {
  const kept: number[] = [];
  let [rawBytes, readBytes] = [0, 0];
  for (const index of files) {
    const file = rows.files[index];
    const stay = file.refs.filter((ref) => !last.has(keyOf({ rows }, ref)));
    for (let i = 0; i < stay.length; i++) kept.push(stay[i]);
    rawBytes += (file.rawBytes * stay.length) / Math.max(1, file.rows);
    readBytes += file.storedBytes;
  }
  return { refs: kept, rawBytes, readBytes, files: files.length };
}

function keyOf({ rows }: Pick<RunContext, "rows">, ref: number): string {
  return `${kindOf(ref)}/${rows.kinds[kindOf(ref)].mergesBy(rows, rowOf(ref))}`;
}
