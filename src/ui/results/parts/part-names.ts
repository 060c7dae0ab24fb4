import type { Layer } from "../../../catalogue/families/family.ts";
import { kindById } from "../../../catalogue/registry.ts";
import type { Design } from "../../../design/types.ts";
import { visibleText } from "../../../base/visible-text.ts";

/** The title of a part as the drawing has it; its id when it is not in the drawing. */
export function partTitle(design: Design, id: string): string {
  const title = design.system.parts.find((part) => part.id === id)?.title;
  if (title !== undefined && title !== "") return visibleText(title);
  const wire = design.system.wires.find((candidate) => candidate.id === id);
  return wire === undefined ? id : `${partTitle(design, wire.from.part)} → ${partTitle(design, wire.to.part)}`;
}

/** What a latency is measured at: an endpoint by its method and path, a part by its title. */
export function placeTitle(design: Design, id: string): string {
  const endpoint = design.api.endpoints.find((candidate) => candidate.id === id);
  return endpoint === undefined ? partTitle(design, id) : `${endpoint.method} ${endpoint.path}`;
}

/** Layer of a part, for its colour. */
export function partLayer(design: Design, id: string): Layer {
  const kind = design.system.parts.find((part) => part.id === id)?.kind;
  return (kind === undefined ? undefined : kindById(kind)?.layer) ?? "govern";
}
