import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { EventTrace } from "../engine/rows/event-trace.ts";
import { parseMapping } from "../trace/mapping.ts";
import { readTrace } from "../trace/read-trace.ts";
import type { TraceFile } from "../trace/read-trace.ts";
import { argumentFinding, placed } from "./io.ts";
import type { PlacedFinding } from "./io.ts";

const CHUNK_BYTES = 4 * 1024 ** 2;

/** The events of a file named on the command line, with columns by name or as `--map` says. */
export async function loadEvents(path: string, map: string | undefined): Promise<Result<EventTrace, readonly PlacedFinding[]>> {
  const mapping = parseMapping(map ?? "");
  if (!mapping.ok)
    return fail(
      placed(
        mapping.error.map((found) => ({ ...found, where: "" })),
        "--map",
      ),
    );
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return fail([argumentFinding(path, "file-unreadable", "This file cannot be read. Check its name and that it is a file.")]);
  const { events } = await readTrace(await fileOf(path), mapping.value);
  if (events.ok) return ok(events.value);
  return fail(
    placed(
      events.error.map((found) => ({ ...found, where: "" })),
      path,
    ),
  );
}

async function fileOf(path: string): Promise<TraceFile> {
  return {
    name: basename(path),
    sizeBytes: (await stat(path)).size,
    slice: async (start, end) => {
      const handle = await open(path);
      try {
        const bytes = new Uint8Array(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      } finally {
        await handle.close();
      }
    },
    chunks: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
  };
}
