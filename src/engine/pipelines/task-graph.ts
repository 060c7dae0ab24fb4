import { must } from "../../base/assert.ts";
import type { Job } from "../tasks/job.ts";

/** The tasks of a pipeline in an order in which each comes after those it waits for. */
export class TaskGraph {
  readonly jobs: readonly Job[];
  /** Of each task, those it waits for. */
  readonly upstream: readonly (readonly number[])[];
  /** Of each task, everything that waits for it, near and far. */
  readonly downstream: readonly ReadonlySet<number>[];
  /** Tasks nothing waits for: they decide whether a run has succeeded. */
  readonly leaves: readonly number[];

  /** `roots` are begun by whoever orders them; those after them are found by following. Ties go by the drawing. */
  constructor(roots: readonly Job[]) {
    const found = reached(roots);
    const waiting = new Map<Job, number>(found.map((job) => [job, 0]));
    for (const job of found) for (const next of new Set(job.followers)) waiting.set(next, must(waiting.get(next), next.id) + 1);
    const jobs: Job[] = [];
    // A drawing with a circle is refused before it runs, so each task comes up.
    for (let rest = found; rest.length > 0; ) {
      const free = rest.filter((job) => waiting.get(job) === 0);
      for (const job of free) for (const next of new Set(job.followers)) waiting.set(next, must(waiting.get(next), next.id) - 1);
      jobs.push(...free);
      rest = rest.filter((job) => !free.includes(job));
    }
    this.jobs = jobs;
    this.upstream = jobs.map((job) => jobs.flatMap((other, index) => (other.followers.includes(job) ? [index] : [])));
    this.downstream = farBehind(jobs);
    this.leaves = jobs.flatMap((job, index) => (job.followers.length === 0 ? [index] : []));
  }
}

function reached(roots: readonly Job[]): Job[] {
  const found = [...new Set(roots)];
  for (const job of found) for (const next of job.followers) if (!found.includes(next)) found.push(next);
  return found;
}

function farBehind(jobs: readonly Job[]): ReadonlySet<number>[] {
  const sets = jobs.map(() => new Set<number>());
  for (let index = jobs.length - 1; index >= 0; index--)
    for (const next of jobs[index].followers) {
      const place = jobs.indexOf(next);
      sets[index].add(place);
      for (const far of sets[place]) sets[index].add(far);
    }
  return sets;
}
