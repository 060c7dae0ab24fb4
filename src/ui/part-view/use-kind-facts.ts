import { useEffect, useState } from "react";
import { loadKindFacts } from "../../catalogue/kind-facts.ts";
import type { KindFacts } from "../../catalogue/kind-facts.ts";

/** What there is to read about a kind, by its id: null until it has come, `failed` when it cannot be had. */
export function useKindFacts(id: string): KindFacts | "failed" | null {
  const [loaded, setLoaded] = useState<{ readonly id: string; readonly facts: KindFacts | "failed" } | null>(null);
  useEffect(() => {
    let asked = true;
    const set = (facts: KindFacts | "failed"): void => {
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
  return loaded?.id === id ? loaded.facts : null;
}
