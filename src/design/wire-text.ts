import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import type { RawDocument } from "./migrations.ts";
import type { WireEnd } from "./types.ts";

const WIRE_TEXT = /^\s*([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\s*->\s*([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\s*$/;

/** The two ends of `"kafka.out -> flink.in"`, or null when the text is not of that form. */
export function parseWireText(text: string): { readonly from: WireEnd; readonly to: WireEnd } | null {
  if (text.length > 300) return null;
  const match = WIRE_TEXT.exec(text);
  if (!match) return null;
  const [, fromPart = "", fromPort = "", toPart = "", toPort = ""] = match;
  return { from: { part: fromPart, port: fromPort }, to: { part: toPart, port: toPort } };
}

/** The id of the first wire between two parts that was given none. */
export function wireIdStem(from: WireEnd, to: WireEnd): string {
  return `${from.part}-${to.part}`.slice(0, 56);
}

/** A readable id no wire has yet: `kafka-flink`, then `kafka-flink-2`. */
export function freeWireId(from: WireEnd, to: WireEnd, taken: ReadonlySet<string>): string {
  const stem = wireIdStem(from, to);
  for (let index = 1; ; index += 1) {
    const id = index === 1 ? stem : `${stem}-${index}`;
    if (!taken.has(id)) return id;
  }
}

/** The document with every wire written as text turned into its two ends. */
export function expandWires(document: RawDocument): Result<RawDocument, readonly Finding[]> {
  const system = document["system"];
  if (typeof system !== "object" || system === null || Array.isArray(system)) return ok(document);
  const wires: unknown = (system as RawDocument)["wires"];
  if (!Array.isArray(wires) || !wires.some((wire) => typeof wire === "string")) return ok(document);
  const findings: Finding[] = [];
  const expanded: unknown[] = wires.map((wire: unknown, index) => {
    if (typeof wire !== "string") return wire;
    const ends = parseWireText(wire);
    if (ends) return ends;
    findings.push({
      code: "design.wire-text",
      severity: "error",
      where: `system.wires.${index}`,
      message: 'This wire cannot be read. Write part.port -> part.port, for instance "kafka.out -> flink.in".',
    });
    return wire;
  });
  return findings.length > 0 ? fail(findings.slice(0, 50)) : ok({ ...document, system: { ...system, wires: expanded } });
}
