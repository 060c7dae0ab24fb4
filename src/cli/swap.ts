import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { kindById } from "../catalogue/registry.ts";
import { swapPart, swapsOf, swapWords } from "../catalogue/drawing/swap.ts";
import type { Design } from "../design/types.ts";
import { suggestion } from "../scenario/suggestion.ts";
import { argumentFinding } from "./io.ts";
import type { PlacedFinding } from "./io.ts";

/** The design with parts replaced as `part=kind` says, and a line on what each swap kept. */
export function applySwaps(
  design: Design,
  specs: readonly string[],
): Result<{ readonly design: Design; readonly told: readonly string[] }, readonly PlacedFinding[]> {
  const told: string[] = [];
  let swapped = design;
  for (const spec of specs) {
    const [partId = "", kindId = ""] = spec.split("=");
    const part = swapped.system.parts.find(({ id }) => id === partId);
    if (part === undefined)
      return refuse(
        `There is no part "${partId}".${suggestion(
          partId,
          swapped.system.parts.map(({ id }) => id),
        )}`,
      );
    const kind = kindById(part.kind);
    const others = (kind === undefined ? [] : swapsOf(kind)).map(({ id }) => id);
    const swap = swapPart(swapped, partId, kindId, null);
    if (swap === null) {
      const offer = others.length === 0 ? "Nothing can take its place." : `What can take its place: ${others.join(", ")}.`;
      return refuse(`${part.title} cannot be swapped for "${kindId}". ${offer}`);
    }
    swapped = swap.design;
    told.push(`${swap.from} is now ${swap.to}. ${swapWords(swap)}`);
  }
  return ok({ design: swapped, told });
}

function refuse(message: string) {
  return fail([argumentFinding("--swap", "swap", `${message} Write --swap part=kind, for instance kafka=kinesis-data-streams.`)]);
}
