import { useEffect, useState } from "react";
import { loadKindFacts } from "../../catalogue/kind-facts.ts";
import type { KindFacts } from "../../catalogue/kind-facts.ts";

/** What has come, by kind: a second part of a kind, or the same one again, is read at once. */
const come = new Map<string, KindFacts>();

/** What there is to read about a kind, by its id: null until it has come, `failed` when it cannot be had. */
export function useKindFacts(id: string): KindFacts | "failed" | null {
  const [loaded, setLoaded] = useState<{ readonly id: string; readonly facts: KindFacts | "failed" } | null>(null);
  useEffect(() => {
    if (come.has(id)) return;
    let asked = true;
    const set = (facts: KindFacts | "failed"): void => {
      if (facts !== "failed") come.set(id, facts);
      if (asked) setLoaded({ id, facts });
    };
    loadKindFacts(id).then(
      (facts) => set(facts ?? "failed"),
      () => set("failed"),
    );
    return () => {
      asked = false;
    };
  }, [id]);
  return come.get(id) ?? (loaded?.id === id ? loaded.facts : null);
}
