import * as z from "zod";
import { DESIGN_LIMITS } from "./limits.ts";

z.config({ jitless: true });

const ID = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const KIND = /^[a-z0-9][a-z0-9-]*$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const SQL_TYPE = /^[A-Za-z][A-Za-z0-9_ ,:<>()[\]]*$/;

const id = z
  .string()
  .min(1)
  .max(64)
  .regex(ID, "an id starts with a letter or digit and holds only letters, digits, - and _")
  .refine((value) => !(value in Object.prototype), "this id is reserved by the language; choose another");
const words = (max: number) => z.string().max(max);
const point = z.strictObject({ x: z.number().min(-1e6).max(1e6), y: z.number().min(-1e6).max(1e6) });

const column = z.strictObject({
  name: words(128).min(1).regex(NAME, "a column name starts with a letter or _ and holds only letters, digits and _"),
  type: words(200).min(1).regex(SQL_TYPE, "a type is a SQL type such as BIGINT or VARCHAR(32)"),
  nullable: z.boolean().optional(),
  key: z.enum(["primary", "partition", "sort", "distribution"]).optional(),
  note: words(1_000).optional(),
  pii: z.literal(true).optional(),
});

const grant = z.strictObject({ reader: id, sees: z.enum(["all", "masked", "none"]) });

const table = z.strictObject({
  id,
  name: words(128).min(1).regex(NAME, "a table name starts with a letter or _ and holds only letters, digits and _"),
  role: z.enum(["fact", "dimension", "stream", "store"]),
  columns: z.array(column).max(DESIGN_LIMITS.columns),
  partitionedBy: z.array(column).max(32).optional(),
  storage: words(4_000).optional(),
  part: id.optional(),
  grants: z.array(grant).max(DESIGN_LIMITS.parts).optional(),
  position: point.optional(),
});

const columnEnd = z.strictObject({ table: id, column: words(128).min(1) });
const wireEnd = z.strictObject({ part: id, port: id });

const part = z.strictObject({
  id,
  kind: words(64).min(1).regex(KIND, "a kind is written in small letters, digits and -"),
  version: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .describe("Version of the kind whose defaults stand for what the settings leave out; 1 when left out.")
    .optional(),
  title: words(200).optional(),
  position: point.optional(),
  // Ranges and meaning belong to the kind; here only the shape, which the walk before has made sure is plain JSON.
  settings: z
    .record(words(64), z.unknown())
    .refine((value) => Object.keys(value).length <= DESIGN_LIMITS.settings, "too many settings")
    .default({}),
});

const endpoint = z.strictObject({
  id,
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  path: words(500),
  description: words(2_000).default(""),
  share: z.number().min(0).max(1e6),
  reads: z.strictObject({ part: id, table: id }).optional(),
  response: words(16_384).optional(),
});

const notes = z.strictObject({
  text: words(DESIGN_LIMITS.notesChars).default(""),
  requirements: z
    .array(z.strictObject({ id, kind: z.enum(["functional", "non-functional"]), text: words(2_000), goal: id.optional() }))
    .max(DESIGN_LIMITS.requirements)
    .default([]),
  asked: z.array(id).max(DESIGN_LIMITS.asked).default([]),
  estimates: z
    .array(z.strictObject({ id, name: words(128), formula: words(1_000), measures: id.optional() }))
    .max(DESIGN_LIMITS.estimates)
    .default([]),
  tradeoffs: z
    .array(z.strictObject({ id, part: id.optional(), text: words(4_000) }))
    .max(DESIGN_LIMITS.tradeoffs)
    .default([]),
});

const marks = z.strictObject({
  labels: z
    .array(z.strictObject({ wire: id, text: words(DESIGN_LIMITS.markChars).min(1) }))
    .max(DESIGN_LIMITS.wires)
    .default([]),
  groups: z
    .array(z.strictObject({ id, title: words(DESIGN_LIMITS.markChars), parts: z.array(id).min(1).max(DESIGN_LIMITS.parts) }))
    .max(DESIGN_LIMITS.groups)
    .default([]),
  notes: z
    .array(z.strictObject({ id, text: words(DESIGN_LIMITS.noteChars), position: point, about: id.optional() }))
    .max(DESIGN_LIMITS.notes)
    .default([]),
});

const durationMs = z
  .number()
  .min(0)
  .max(31 * 86_400_000);

/** Shape of version 1 as a person may write it: everything that has an obvious default may be left out. */
export const documentSchema = z.strictObject({
  format: z.literal("quadrant-design"),
  version: z.literal(1),
  title: words(200).default("Untitled design"),
  scenario: id.optional(),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  notes: notes.default({ text: "", requirements: [], asked: [], estimates: [], tradeoffs: [] }),
  schema: z
    .strictObject({
      tables: z.array(table).max(DESIGN_LIMITS.tables).default([]),
      relations: z
        .array(z.strictObject({ id, from: columnEnd, to: columnEnd }))
        .max(DESIGN_LIMITS.relations)
        .default([]),
    })
    .default({ tables: [], relations: [] }),
  system: z
    .strictObject({
      parts: z.array(part).max(DESIGN_LIMITS.parts).default([]),
      wires: z
        .array(z.strictObject({ id: id.optional(), from: wireEnd, to: wireEnd }))
        .max(DESIGN_LIMITS.wires)
        .default([]),
    })
    .default({ parts: [], wires: [] }),
  api: z.strictObject({ endpoints: z.array(endpoint).max(DESIGN_LIMITS.endpoints).default([]) }).default({ endpoints: [] }),
  workload: z.strictObject({ durationMs: durationMs.min(1), warmupMs: durationMs.optional(), drainMs: durationMs.optional() }).optional(),
  marks: marks.optional(),
});

export type WrittenDesign = z.output<typeof documentSchema>;
