import type { KindDecl } from "./contract.ts";

/** What a person reads about a kind and its fields (their help and where defaults come from); nothing is drawn, wired or checked by it. */
export type KindFacts = Pick<KindDecl, "doc" | "limits" | "prices" | "fields">;

/**
 * Each kind's declaration, loaded when somebody reads it: the page draws with declarations that are without these texts
 * (`scripts/vite-page-kinds.mjs`), as together they are as large as all the rest of them.
 */
const FILES = import.meta.glob<{ readonly [name: string]: unknown }>("./kinds/*/kind.ts", { query: "?facts" });

/** The texts, limits and prices of a kind; null for one that is not there. */
export async function loadKindFacts(id: string): Promise<KindFacts | null> {
  const file = FILES[`./kinds/${id}/kind.ts`];
  if (file === undefined) return null;
  const declared = Object.values(await file()).find((value) => isKind(value, id));
  return declared ?? null;
}

function isKind(value: unknown, id: string): value is KindDecl {
  return typeof value === "object" && value !== null && "id" in value && value.id === id && "limits" in value;
}
