import { ArrowLeftRight } from "lucide-react";
import { swapsOf } from "../../catalogue/drawing/swap.ts";
import type { KindDecl } from "../../catalogue/contract.ts";
import type { Part } from "../../design/types.ts";
import { Button } from "../parts/Button.tsx";
import { swapFor } from "../stores/swap-store.ts";
import styles from "./Inspector.module.css";

/** One button for each kind that can take the part's place with its wires. */
export function PartSwap({ part, kind }: { readonly part: Part; readonly kind: KindDecl }) {
  const others = swapsOf(kind);
  if (others.length === 0) return null;
  return (
    <p className={styles["swap"]}>
      {others.map((other) => (
        <Button
          key={other.id}
          size="small"
          icon={<ArrowLeftRight size={13} />}
          title="Keeps the wires and the settings that mean the same; the next run shows what changed. One step to undo."
          onClick={() => swapFor(part.id, other.id)}
        >
          Swap for {other.title}
        </Button>
      ))}
    </p>
  );
}
