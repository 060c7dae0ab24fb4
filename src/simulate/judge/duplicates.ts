import type { TableQuality } from "../../result/result.ts";

/**
 * Rows that stand more than once, over all tables. A table that several stores hold (`events@silver`, `events@warehouse`) counts once,
 * by the store in which most of it stands twice: what was copied with its copies is no further fault.
 */
export function duplicatesOf(quality: { readonly [table: string]: Pick<TableQuality, "duplicates"> }): number {
  const most = new Map<string, number>();
  for (const [name, { duplicates }] of Object.entries(quality)) {
    const [table = name] = name.split("@");
    most.set(table, Math.max(most.get(table) ?? 0, duplicates));
  }
  return [...most.values()].reduce((sum, duplicates) => sum + duplicates, 0);
}
