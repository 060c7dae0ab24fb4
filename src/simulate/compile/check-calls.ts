import type { Finding } from "../../base/finding.ts";
import type { Carries } from "../../catalogue/contract.ts";
import type { Design } from "../../design/types.ts";
import type { NormalPart } from "./normalize.ts";

/** What is passed on as it came by whoever takes either. */
const EITHER: readonly Carries[] = ["requests", "calls"];

/**
 * A balancer and a cache pass on whatever they are asked: lists of users, or things by their key. What stands behind them must
 * answer what comes in front of them.
 */
export function checkCalls({ system }: Design, parts: readonly NormalPart[]): Finding[] {
  const kinds = new Map(parts.map(({ part, kind }) => [part.id, { part, kind }]));
  const carried = (end: "from" | "to", { part, port }: { readonly part: string; readonly port: string }): readonly Carries[] => {
    const direction = end === "from" ? "out" : "in";
    const declared = kinds.get(part)?.kind.ports.find((each) => each.id === port && each.direction === direction);
    return declared?.carries.filter((each) => EITHER.includes(each)) ?? [];
  };
  /** What may leave a part whose ports take either: what comes to it. */
  const comesTo = (part: string, seen: readonly string[]): readonly Carries[] => {
    if (seen.includes(part)) return [];
    const into = system.wires.filter(({ to }) => to.part === part);
    return EITHER.filter((each) =>
      into.some((wire) => sentBy(wire, [...seen, part]).includes(each) && carried("to", wire.to).includes(each)),
    );
  };
  const sentBy = ({ from }: Design["system"]["wires"][number], seen: readonly string[]): readonly Carries[] => {
    const says = carried("from", from);
    return says.length < EITHER.length ? says : comesTo(from.part, seen);
  };
  return system.wires.flatMap((wire): Finding[] => {
    const takes = carried("to", wire.to);
    const sent = sentBy(wire, []);
    if (takes.length === 0 || sent.every((each) => takes.includes(each))) return [];
    const [from, to] = [kinds.get(wire.from.part)?.part.title, kinds.get(wire.to.part)?.part.title];
    const asked = sent.includes("calls") ? "things by their key" : "lists of users";
    return [
      {
        code: "wrong-question",
        severity: "error",
        where: `system.wires.${wire.id}`,
        message: `${from} is asked for ${asked}, and ${to} answers something else. Wire it to what answers that, for instance ${sent.includes("calls") ? "an Application service" : "a Recommendation API"}.`,
      },
    ];
  });
}
