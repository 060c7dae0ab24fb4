import * as z from "zod";
import { documentSchema } from "./document-schema.ts";

type JsonObject = { [key: string]: unknown };

/** JSON Schema (2020-12) of a design file as a person may write it, derived from the one shape the parser uses. */
export function designJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(documentSchema, { io: "input", unrepresentable: "any" }) as JsonObject;
  const wires = at(schema, ["properties", "system", "properties", "wires"]);
  const shorthand = { type: "string", description: "Short form of a wire.", examples: ["kafka.out -> flink.in"] };
  if (wires) wires["items"] = { anyOf: [wires["items"], shorthand] };
  return { ...schema, title: "Quadrant design" };
}

function at(root: JsonObject, path: readonly string[]): JsonObject | null {
  let here: unknown = root;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return null;
    here = (here as JsonObject)[key];
  }
  return typeof here === "object" && here !== null ? (here as JsonObject) : null;
}
