import type { Design } from "../../design/types.ts";
import { portOf, viewOf } from "./kinds.ts";

/** Whether calls of this drawing's users go along wires of their own, to a service, a cache or a store of lists. */
export function answersRequests(design: Design): boolean {
  const parts = new Map(design.system.parts.map((part) => [part.id, part]));
  return design.system.wires.some(({ to }) => {
    const part = parts.get(to.part);
    return part !== undefined && portOf(part, to.port, "in")?.carries.includes("requests");
  });
}

/** Whether clients of this drawing store things and ask for them: calls begin at a part that takes none. */
export function asksForThings(design: Design): boolean {
  const parts = new Map(design.system.parts.map((part) => [part.id, part]));
  return design.system.wires.some(({ from }) => {
    const part = parts.get(from.part);
    const ports = part === undefined ? undefined : viewOf(part).kind?.ports;
    return ports !== undefined && ports.every(({ direction, carries }) => direction === "out" && carries.includes("calls"));
  });
}

/** Whether those who ask are people of a network, each of whom follows others. */
export function asksAsPeople(design: Design): boolean {
  return design.system.parts.some((part) => viewOf(part).kind?.population === "social");
}
