import { ViewportPortal } from "@xyflow/react";
import type { Guide } from "../drawing/alignment.ts";
import styles from "./Canvas.module.css";

/** Lines run a little beyond the cards they join, so that they are seen. */
const BEYOND_PX = 12;

/** While a card is dragged: the lines it stands on with others. */
export function Guides({ lines }: { readonly lines: readonly Guide[] }) {
  if (lines.length === 0) return null;
  return (
    <ViewportPortal>
      {lines.map(({ along, at, from, to }) => {
        const [start, length] = [from - BEYOND_PX, to - from + 2 * BEYOND_PX];
        const box = along === "x" ? { left: at, top: start, width: 1, height: length } : { left: start, top: at, width: length, height: 1 };
        return <div key={along} className={styles["guide"]} data-guide={along} style={box} />;
      })}
    </ViewportPortal>
  );
}
