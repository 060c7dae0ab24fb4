import { Search } from "lucide-react";
import { partAtHand } from "../drawing/canvas-actions.ts";
import { openAdd, useCanvas } from "../stores/canvas-store.ts";
import { LAYERS } from "../../catalogue/families/family.ts";
import { LAYER_TITLES } from "../part-view/kinds.ts";
import styles from "./Palette.module.css";

/** The six layers; each opens the kinds it has. */
export function Palette() {
  const open = useCanvas((canvas) => (canvas.panel?.kind === "add" ? (canvas.panel.layer ?? "all") : null));
  return (
    <div className={styles["palette"]} role="toolbar" aria-label="Add a part" aria-orientation="vertical">
      <button
        type="button"
        className={styles["layer"]}
        aria-expanded={open === "all"}
        title="Search all parts (A)"
        onClick={() => openAdd({ near: partAtHand() })}
      >
        <Search size={13} aria-hidden="true" />
        Add<kbd aria-hidden="true">A</kbd>
      </button>
      {LAYERS.map((layer) => (
        <button
          key={layer}
          type="button"
          className={styles["layer"]}
          aria-expanded={open === layer}
          onClick={() => openAdd({ layer, near: partAtHand() })}
        >
          <i aria-hidden="true" style={{ background: `var(--${layer})` }} />
          {LAYER_TITLES[layer]}
        </button>
      ))}
    </div>
  );
}
