/** The path as it is sent: `{user_id}` replaced, query parameters that were given kept, the others left out. */
export function filledPath(path: string, values: { readonly [name: string]: string }): string {
  const [route = "", query = ""] = path.split("?", 2);
  const filled = route.replace(/\{([A-Za-z0-9_]{1,64})\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? encodeURIComponent(values[name] ?? "") : whole,
  );
  const given = query
    .split("&")
    .map((pair) => pair.split("=", 1)[0] ?? "")
    .filter((name) => Object.hasOwn(values, name))
    .map((name) => `${name}=${encodeURIComponent(values[name] ?? "")}`);
  return given.length === 0 ? filled : `${filled}?${given.join("&")}`;
}
