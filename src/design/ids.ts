/**
 * A short readable id that is not taken: `kafka`, then `kafka-2`. `wish` may be any text; what an id cannot hold becomes `-`.
 */
export function freeId(wish: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const stem = stemOf(wish);
  for (let index = 1; ; index += 1) {
    const id = index === 1 ? stem : `${stem}-${index}`;
    if (!used.has(id) && !(id in Object.prototype)) return id;
  }
}

function stemOf(wish: string): string {
  const cleaned = wish
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[-_]+|-+$/g, "")
    .slice(0, 48)
    .replace(/-+$/, "");
  return cleaned === "" ? "item" : cleaned;
}

/** The lowest free id of `e1`, `e2`, …, for lists whose items have no name of their own. */
export function numberedId(prefix: string, list: readonly { readonly id: string }[]): string {
  const taken = new Set(list.map((item) => item.id));
  for (let index = 1; ; index += 1) if (!taken.has(`${prefix}${index}`)) return `${prefix}${index}`;
}

/** The object without the fields that are `undefined`: how an edit takes an optional field away. */
export function withoutUndefined<T extends object>(item: T): T {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as T;
}
