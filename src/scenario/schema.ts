import { z } from "zod";
import { scenarioShape } from "./shape.ts";
import type { PathStep } from "./yaml-text.ts";

export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of a scenario file as it is written: durations may be texts, designs may be elsewhere. */
export function scenarioJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(scenarioShape, { io: "input", target: "draft-2020-12" });
  return { $id: "scenario.schema.json", title: "Quadrant scenario", ...schema };
}

/** Names of the fields that may stand at a path of a scenario file; empty where there are none. */
export function fieldsAt(path: readonly PathStep[]): readonly string[] {
  let here: JsonSchema | undefined = scenarioJsonSchema();
  for (const step of path) {
    here = (typeof step === "number" ? here?.["items"] : (here?.["properties"] as JsonSchema | undefined)?.[step]) as
      | JsonSchema
      | undefined;
  }
  const properties = here?.["properties"];
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}
