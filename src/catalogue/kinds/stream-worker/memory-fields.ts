import { field } from "../../contract.ts";
import { assumed, derived, published } from "../../prices/sources.ts";

/** What an instance holds in memory, and how long it takes to be back when that was too much. */
export const memoryFields = {
  baseMemoryMb: field.integer({
    label: "Memory before any record",
    help: "MB that system, runtime and libraries take of the machine before a record is there. A model that every instance loads counts here.",
    unit: "MB",
    default: 500,
    min: 1,
    max: 1_000_000,
    advanced: true,
    source: assumed("a small Linux and a Python process with numeric libraries; Python alone has 13 MB"),
  }),
  recordMemoryKb: field.number({
    label: "Memory per record",
    help: "kB that a record takes from the poll until its work is done: the message, what it is parsed into, and what the work makes of it. An image or a frame of rows takes thousands.",
    unit: "kB",
    default: 2,
    min: 0.001,
    max: 10_000_000,
    source: derived(
      "an event of eight columns, as bytes and as a dict: 1.4 kB in CPython 3.11 by tracemalloc, and the client's own record",
      "2026-11",
    ),
  }),
  startUpMs: field.integer({
    label: "Start-up",
    help: "Time until a process that was killed for its memory polls again.",
    unit: "ms",
    default: 10_000,
    min: 1000,
    max: 3_600_000,
    advanced: true,
    source: published(
      "Kubernetes documentation: a container that died is started again after 10 s; the pauses after that double, which is left out",
      "2026",
    ),
  }),
};
