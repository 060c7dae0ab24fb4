import type { Finding } from "../../base/finding.ts";
import type { Result } from "../../base/result.ts";
import { fail, ok } from "../../base/result.ts";
import type { Design } from "../../design/types.ts";

/** Phase 3: the order in which parts consume: sources first, ties by position in the file. A ring has no such order. */
export function plan(design: Design): Result<readonly string[], Finding> {
  const ids = design.system.parts.map((part) => part.id);
  const waitingFor = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const wire of design.system.wires) waitingFor.set(wire.to.part, (waitingFor.get(wire.to.part) ?? 0) + 1);
  const order: string[] = [];
  const ready = ids.filter((id) => waitingFor.get(id) === 0);
  while (ready.length > 0) {
    const id = ready.shift() as string;
    order.push(id);
    for (const wire of design.system.wires) {
      if (wire.from.part !== id) continue;
      const left = (waitingFor.get(wire.to.part) ?? 0) - 1;
      waitingFor.set(wire.to.part, left);
      if (left === 0) ready.push(wire.to.part);
    }
  }
  if (order.length === ids.length) return ok(order);
  const ring = ids.filter((id) => !order.includes(id));
  return fail({
    code: "ring",
    severity: "error",
    where: `system.parts.${ring[0]}`,
    message: `Records would go round for ever: ${ring.join(" → ")}. Remove one of the wires between them.`,
  });
}
