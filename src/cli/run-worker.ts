import { parentPort } from "node:worker_threads";
import { must } from "../base/assert.ts";
import { boundedRun } from "./runs/limits.ts";
import type { RunInput } from "./runs/run-pool.ts";

/** A thread that runs one design after the other and answers each with its outcome. */
const port = must(parentPort, "this file is started as a worker thread");
port.on("message", (input: RunInput) => {
  port.postMessage(boundedRun(input));
});
