import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useRef, type RefObject } from "react";
import { currentDesign } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { showCanvasView } from "./canvas-view.ts";
import type { PartFlowNode } from "./PartNode.tsx";
import { NODE_HEIGHT_PX, NODE_WIDTH_PX } from "./placement.ts";
import { whyOf } from "./why.ts";

/** Room for the palette on the left and for badges above; below, the why-card takes its own height when it is shown. */
const PADDING = { top: "24px", left: "136px", right: "24px" } as const;
const BELOW_PX = 22;

/** Lets commands move the view, and keeps everything in sight until somebody moves it themselves. */
export function useCanvasView(wrapper: RefObject<HTMLDivElement | null>, nodes: readonly PartFlowNode[]) {
  const { fitView, zoomTo, getZoom, setCenter, screenToFlowPosition } = useReactFlow();
  const movedByHand = useRef(false);
  const fit = useCallback((parts?: readonly string[]) => {
    const why = wrapper.current?.querySelector("[data-why]")?.clientHeight ?? 0;
    void fitView({
      padding: { ...PADDING, bottom: `${BELOW_PX + (why === 0 ? 0 : why + 8)}px` },
      maxZoom: 1,
      ...(parts === undefined ? {} : { nodes: parts.map((id) => ({ id })) }),
    });
  }, [fitView, wrapper]);

  useEffect(() => {
    showCanvasView({
      fit: (parts) => {
        movedByHand.current = parts !== undefined;
        fit(parts);
      },
      zoomTo: (zoom) => {
        movedByHand.current = true;
        void zoomTo(zoom);
      },
      zoomBy: (factor) => {
        movedByHand.current = true;
        void zoomTo(getZoom() * factor);
      },
      focus: (id) => focusCard(wrapper.current, id, (x, y) => {
        if (movedByHand.current) void setCenter(x, y, { zoom: getZoom() });
        else fit();
      }),
      middle: () => {
        const box = wrapper.current?.getBoundingClientRect();
        return screenToFlowPosition({ x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + (box?.height ?? 0) / 2 });
      },
    });
    return () => showCanvasView(null);
  }, [fit, zoomTo, getZoom, setCenter, screenToFlowPosition, wrapper]);

  useFitOnChange(wrapper, nodes, movedByHand, fit);
  const onMoveStart = useCallback((event: unknown) => {
    if (event !== null) movedByHand.current = true;
    wrapper.current?.setAttribute("data-moving", "");
  }, [wrapper]);
  const onMoveEnd = useCallback(() => wrapper.current?.removeAttribute("data-moving"), [wrapper]);
  return { onMoveStart, onMoveEnd };
}

/** Fits when another document comes up, when cards have been measured, and when the pane changes size before anyone moved the view. */
function useFitOnChange(wrapper: RefObject<HTMLDivElement | null>, nodes: readonly PartFlowNode[], movedByHand: RefObject<boolean>, fit: () => void): void {
  const fitted = useRef<ReadonlySet<string>>(new Set());
  const measured = nodes.length > 0 && nodes.every((node) => node.measured !== undefined);
  useEffect(() => {
    if (!measured) return;
    const another = !nodes.some((node) => fitted.current.has(node.id));
    fitted.current = new Set(nodes.map((node) => node.id));
    if (!another) return;
    movedByHand.current = false;
    fit();
  }, [nodes, measured, fit, movedByHand]);
  const why = useRun((run) => whyOf(run, currentDesign()) !== null);
  useEffect(() => {
    const { current } = wrapper;
    if (current === null) return;
    const observer = new ResizeObserver(() => { if (!movedByHand.current) fit(); });
    observer.observe(current);
    return () => observer.disconnect();
    // The reason under the drawing comes and goes with `why`, and takes room.
  }, [wrapper, fit, movedByHand, why]);
}

/** Puts the focus on a card; one that lies outside the pane is brought to its middle first. */
function focusCard(wrapper: HTMLDivElement | null, id: string, centre: (x: number, y: number) => void): boolean {
  const card = wrapper?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (wrapper === null || card === null || card === undefined) return false;
  card.focus({ preventScroll: true });
  if (document.activeElement !== card) return false;
  const pane = wrapper.getBoundingClientRect();
  const box = card.getBoundingClientRect();
  const inside = box.left >= pane.left && box.right <= pane.right && box.top >= pane.top && box.bottom <= pane.bottom;
  const part = currentDesign().system.parts.find((candidate) => candidate.id === id);
  if (!inside && part !== undefined) centre(part.position.x + NODE_WIDTH_PX / 2, part.position.y + NODE_HEIGHT_PX / 2);
  return true;
}
