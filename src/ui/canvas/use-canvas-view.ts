import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { currentDesign, useOpened } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { viewStore } from "../stores/view-store.ts";
import { showCanvasView } from "../drawing/canvas-view.ts";
import type { PartFlowNode } from "./PartNode.tsx";
import { NODE_HEIGHT_PX, NODE_WIDTH_PX } from "../drawing/placement.ts";
import { whyOf } from "../part-view/why.ts";

/** Room for the palette on the left and for badges above; below, the why-card takes its own height when it is shown. */
const PADDING = { top: "24px", left: "136px", right: "24px" } as const;
const BELOW_PX = 22;

/** What the view follows: the pane it is shown in, and whether it still keeps everything in sight or was moved by hand. */
type Follower = {
  readonly hold: (pane: HTMLDivElement | null) => void;
  pane(): HTMLDivElement | null;
  follow(): void;
  letGo(): void;
  follows(): boolean;
  /** Another document came up since the last call, or cards that are all new. Remembers both. */
  sawAnother(opened: number, ids: readonly string[]): boolean;
};

function createFollower(): Follower {
  let held: HTMLDivElement | null = null;
  let following = true;
  let seen: ReadonlySet<string> = new Set();
  let shown = -1;
  return {
    hold: (pane) => {
      held = pane;
    },
    pane: () => held,
    follow: () => {
      following = true;
    },
    letGo: () => {
      following = false;
    },
    follows: () => following,
    sawAnother: (opened, ids) => {
      const another = opened !== shown || !ids.some((id) => seen.has(id));
      shown = opened;
      seen = new Set(ids);
      return another;
    },
  };
}

/** Lets commands move the view, and keeps everything in sight until somebody moves it themselves. */
export function useCanvasView(nodes: readonly PartFlowNode[]) {
  const { fitView, zoomTo, getZoom, setCenter, screenToFlowPosition } = useReactFlow();
  const [follower] = useState(createFollower);
  const fit = useCallback(
    (parts?: readonly string[]) => {
      const why = follower.pane()?.querySelector("[data-why]")?.clientHeight ?? 0;
      void fitView({
        // A screen for reading has no palette to keep clear of.
        padding: {
          ...PADDING,
          ...(viewStore.getState().readOnly ? { left: "16px", right: "16px" } : {}),
          bottom: `${BELOW_PX + (why === 0 ? 0 : why + 8)}px`,
        },
        maxZoom: 1,
        ...(parts === undefined ? {} : { nodes: parts.map((id) => ({ id })) }),
      });
    },
    [fitView, follower],
  );

  useEffect(() => {
    const zoom = (to: number): void => {
      follower.letGo();
      void zoomTo(to);
    };
    showCanvasView({
      fit: (parts) => {
        if (parts === undefined) follower.follow();
        else follower.letGo();
        fit(parts);
      },
      zoomTo: zoom,
      zoomBy: (factor) => zoom(getZoom() * factor),
      focus: (id) =>
        focusCard(follower.pane(), id, (x, y) => {
          if (follower.follows()) fit();
          else void setCenter(x, y, { zoom: getZoom() });
        }),
      room: () => {
        const box = follower.pane()?.getBoundingClientRect();
        const [left, right, top] = [PADDING.left, PADDING.right, PADDING.top].map((text) => Number.parseInt(text));
        return { width: (box?.width ?? 0) - (left ?? 0) - (right ?? 0), height: (box?.height ?? 0) - (top ?? 0) - BELOW_PX };
      },
      middle: () => {
        const box = follower.pane()?.getBoundingClientRect();
        return screenToFlowPosition({ x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + (box?.height ?? 0) / 2 });
      },
    });
    return () => showCanvasView(null);
  }, [fit, zoomTo, getZoom, setCenter, screenToFlowPosition, follower]);

  useFitOnChange(follower, nodes, fit);
  const moving = useMemo(
    () => ({
      onMoveStart: (event: unknown) => {
        if (event !== null) follower.letGo();
        follower.pane()?.setAttribute("data-moving", "");
      },
      onMoveEnd: () => follower.pane()?.removeAttribute("data-moving"),
    }),
    [follower],
  );
  return { hold: follower.hold, moving };
}

/** Fits when another document comes up, when cards have been measured, and when the pane changes size before anyone moved the view. */
function useFitOnChange(follower: Follower, nodes: readonly PartFlowNode[], fit: () => void): void {
  const measured = nodes.length > 0 && nodes.every((node) => node.measured !== undefined);
  const opened = useOpened();
  useEffect(() => {
    if (
      !measured ||
      !follower.sawAnother(
        opened,
        nodes.map((node) => node.id),
      )
    )
      return;
    follower.follow();
    fit();
  }, [nodes, measured, opened, fit, follower]);
  const why = useRun((run) => whyOf(run, currentDesign()) !== null);
  useEffect(() => {
    const pane = follower.pane();
    if (pane === null) return;
    const observer = new ResizeObserver(() => {
      if (follower.follows()) fit();
    });
    observer.observe(pane);
    const reason = pane.querySelector("[data-why]");
    if (reason !== null) observer.observe(reason);
    return () => observer.disconnect();
    // The reason under the drawing comes and goes with `why`, and takes room.
  }, [follower, fit, why]);
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
