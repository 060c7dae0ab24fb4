import type { Design } from "../../design/types.ts";
import { portOf } from "./kinds.ts";

/** Whether calls of this drawing's users go along wires of their own, to a service, a cache or a store of lists. */
export function answersRequests(design: Design): boolean {
  const parts = new Map(design.system.parts.map((part) => [part.id, part]));
  return design.system.wires.some(({ to }) => {
    const part = parts.get(to.part);
    return part !== undefined && portOf(part, to.port, "in")?.carries.includes("requests");
  });
}
