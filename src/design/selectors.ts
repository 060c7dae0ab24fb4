import type { Design, Endpoint, Part } from "./types.ts";

export function partById(design: Design, id: string): Part | undefined {
  return design.system.parts.find((part) => part.id === id);
}

/** Share of each endpoint in the request mix, 0..1, by endpoint id; equal shares when all are 0. */
export function requestMix(endpoints: readonly Endpoint[]): ReadonlyMap<string, number> {
  const total = endpoints.reduce((sum, endpoint) => sum + endpoint.share, 0);
  return new Map(endpoints.map((endpoint) => [endpoint.id, total > 0 ? endpoint.share / total : 1 / endpoints.length]));
}

/** Names of the parameters an endpoint takes, in order: `{user_id}` of the path, then `?from=&to=`. */
export function endpointParameters(path: string): readonly { readonly name: string; readonly place: "path" | "query" }[] {
  const [route = "", query = ""] = path.split("?", 2);
  const inPath = Array.from(route.matchAll(/\{([A-Za-z0-9_]{1,64})\}/g), (match) => ({ name: match[1] ?? "", place: "path" as const }));
  const inQuery = query
    .split("&")
    .map((pair) => pair.split("=", 1)[0] ?? "")
    .filter((name) => /^[A-Za-z0-9_]{1,64}$/.test(name))
    .map((name) => ({ name, place: "query" as const }));
  const seen = new Set<string>();
  return [...inPath, ...inQuery].filter(({ name }) => !seen.has(name) && seen.add(name));
}
