import { useReactFlow } from "@xyflow/react";
import { useCallback, useMemo, useRef, type MouseEvent, type PointerEvent, type SyntheticEvent } from "react";
import type { Point } from "../../design/types.ts";
import { addKind } from "../drawing/adding.ts";
import { canvasStore } from "../stores/canvas-store.ts";
import { NODE_HEIGHT_PX, NODE_WIDTH_PX } from "../drawing/placement.ts";

/**
 * While a part is in hand, a click anywhere on the drawing puts it down there, also on a card, beside which it then stands: what lies
 * under the pointer does not get the click.
 */
export function usePlacing(toDrawing: (client: Point) => Point) {
  const ghost = useRef<HTMLDivElement>(null);
  const { getZoom } = useReactFlow();
  const onDrawing = useCallback((event: SyntheticEvent): boolean => {
    const { placing } = canvasStore.getState();
    return placing !== null && event.target instanceof Element && event.target.closest(".react-flow") !== null;
  }, []);
  const pointing = useMemo(() => {
    const hold = (event: PointerEvent | MouseEvent): void => {
      // The other buttons still move the drawing.
      if (event.button === 0 && onDrawing(event)) event.stopPropagation();
    };
    return {
      onPointerDownCapture: hold,
      onMouseDownCapture: hold,
      onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
        const card = ghost.current;
        if (card === null) return;
        const pane = event.currentTarget.getBoundingClientRect();
        const [width, height] = [NODE_WIDTH_PX * getZoom(), NODE_HEIGHT_PX * getZoom()];
        card.style.cssText = `left:${event.clientX - pane.left - width / 2}px;top:${event.clientY - pane.top - height / 2}px;width:${width}px;height:${height}px;visibility:${onDrawing(event) ? "visible" : "hidden"}`;
      },
      onClickCapture: (event: MouseEvent) => {
        const { placing } = canvasStore.getState();
        if (placing === null || !onDrawing(event)) return;
        event.stopPropagation();
        const { x, y } = toDrawing({ x: event.clientX, y: event.clientY });
        addKind(placing, { at: { x: x - NODE_WIDTH_PX / 2, y: y - NODE_HEIGHT_PX / 2 } });
      },
    };
  }, [getZoom, onDrawing, toDrawing]);
  return { ghost, pointing };
}
