import { useEffect, useState } from "react";
import type { KindDecl } from "../../catalogue/contract.ts";

export type KindOf = (id: string) => KindDecl | undefined;

let loaded: KindOf | null = null;

/** The kinds, once they are there: the first screen stands without them, and the drawing brings them soon after. */
export function useKindOf(): KindOf | null {
  const [kindOf, setKindOf] = useState(() => loaded);
  useEffect(() => {
    let here = true;
    const load = async (): Promise<void> => {
      const { kindById } = await import("../../catalogue/registry.ts");
      loaded = kindById;
      if (here) setKindOf(() => kindById);
    };
    if (loaded === null) void load();
    return () => {
      here = false;
    };
  }, []);
  return kindOf;
}
