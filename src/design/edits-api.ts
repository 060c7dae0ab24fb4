import { numberedId, withoutUndefined } from "./ids.ts";
import { DESIGN_LIMITS, withRoom } from "./limits.ts";
import type { Design, Endpoint } from "./types.ts";

/** Edits of the API quadrant; the same rules as in edits.ts. */
export function newEndpointId(design: Design): string {
  return numberedId("e", design.api.endpoints);
}

export function addEndpoint(design: Design, endpoint: Omit<Endpoint, "id">): Design {
  const endpoints = withRoom(design.api.endpoints, { id: newEndpointId(design), ...endpoint }, DESIGN_LIMITS.endpoints);
  return endpoints === design.api.endpoints ? design : { ...design, api: { endpoints } };
}

/** Changes fields of an endpoint; `{ reads: undefined }` takes a binding away. */
export function editEndpoint(design: Design, id: string, change: Partial<Omit<Endpoint, "id">>): Design {
  return {
    ...design,
    api: { endpoints: design.api.endpoints.map((item) => (item.id === id ? withoutUndefined({ ...item, ...change }) : item)) },
  };
}

export function removeEndpoint(design: Design, id: string): Design {
  return { ...design, api: { endpoints: design.api.endpoints.filter((item) => item.id !== id) } };
}
