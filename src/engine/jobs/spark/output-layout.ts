import { Int32List } from "../../kernel/number-lists.ts";

/** How the rows of an attempt become files of one table. */
export type PartitionBy = "hour" | "day" | "none";

/** Rows of one file, by their places, and who writes them. */
export type LaidFile = { readonly task: number; readonly hour: number; readonly places: Int32Array };

/**
 * A task opens a file for each output partition of which it holds rows: 8 tasks with rows of 24 hours each make 192 files. In the
 * order of tasks, and of partitions within a task.
 */
export function filesOf(taskOf: ArrayLike<number>, partitionOf: ArrayLike<number>): LaidFile[] {
  const byTask = new Map<number, Map<number, Int32List>>();
  let task: Map<number, Int32List> | undefined;
  let list: Int32List | undefined;
  for (let place = 0; place < taskOf.length; place++) {
    // Rows that follow each other mostly go to the same file.
    if (place === 0 || taskOf[place] !== taskOf[place - 1]) {
      task = byTask.get(taskOf[place]);
      if (task === undefined) byTask.set(taskOf[place], (task = new Map()));
      list = undefined;
    }
    if (list === undefined || partitionOf[place] !== partitionOf[place - 1]) {
      list = task?.get(partitionOf[place]);
      if (list === undefined) task?.set(partitionOf[place], (list = new Int32List(16)));
    }
    list?.push(place);
  }
  const laid = [...byTask].flatMap(([number, files]) =>
    Array.from(files, ([hour, { data, length }]): LaidFile => ({ task: number, hour, places: data.slice(0, length) })),
  );
  return laid.sort((a, b) => a.task - b.task || a.hour - b.hour);
}

/** The partition an hour lies in. Without partitions all rows lie in one folder, which counts as hour 0. */
export function partitionOfHour(hour: number, partitionBy: PartitionBy): number {
  return partitionBy === "none" ? 0 : partitionBy === "hour" ? hour : Math.floor(hour / 24) * 24;
}
