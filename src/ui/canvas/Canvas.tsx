import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  PanOnScrollMode,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useConnection,
  useReactFlow,
  useStore,
  type ReactFlowProps,
} from "@xyflow/react";
import { useCallback, type ClipboardEvent, type DragEvent, type HTMLAttributes, type MouseEvent, type ReactNode } from "react";
import "@xyflow/react/dist/base.css";
import type { Point } from "../../design/types.ts";
import { clearSelection } from "../stores/view-store.ts";
import { addKind } from "../drawing/adding.ts";
import { copyText, pasteText, removeAtHand } from "../drawing/canvas-actions.ts";
import { onCanvasKey } from "./canvas-keys.ts";
import { openAdd, startRename, useCanvas } from "../stores/canvas-store.ts";
import { KIND_MIME } from "../add/AddPanel.tsx";
import { FlowWire, PulledWire, type WireFlowEdge } from "./FlowWire.tsx";
import { kindById } from "../part-view/kinds.ts";
import { CanvasMenu } from "./CanvasMenu.tsx";
import { useWidth } from "../parts/use-width.ts";
import { Minimap } from "./Minimap.tsx";
import { Guides } from "./Guides.tsx";
import { usePlacing } from "./use-placing.ts";
import { Marks } from "./Marks.tsx";
import { Overlays } from "./Overlays.tsx";
import { PartNode, type PartFlowNode } from "./PartNode.tsx";
import { GRID_PX, NODE_HEIGHT_PX, NODE_WIDTH_PX } from "../drawing/placement.ts";
import { useCanvasView } from "./use-canvas-view.ts";
import { useFlow } from "./use-flow.ts";
import { drawWire, isPossible, useWireEnd } from "./use-wiring.ts";
import styles from "./Canvas.module.css";

/** Below these zooms the type of the cards grows, and far away only titles and figures are left, so that they stay legible. */
const MIDDLE_ZOOM = 0.92;
const FAR_ZOOM = 0.55;
/** Above these sizes cards out of sight are not drawn, and dashes stand still: hundreds moving at once tell nothing and cost every frame. */
const MANY_PARTS = 120;
const MANY_WIRES = 80;
/** React Flow reports wires whose part is of an unknown kind and so has no ports; they stay in the outline. */
const quiet = (): void => undefined;

/** How the drawing behaves, whatever it shows. */
const settled = {
  nodeTypes: { part: PartNode },
  edgeTypes: { wire: FlowWire },
  connectionLineComponent: PulledWire,
  connectionMode: ConnectionMode.Strict,
  connectionRadius: 22,
  connectOnClick: true,
  isValidConnection: isPossible,
  onConnect: drawWire,
  onError: quiet,
  snapToGrid: true,
  snapGrid: [GRID_PX, GRID_PX],
  minZoom: 0.15,
  maxZoom: 2,
  panOnScroll: true,
  panOnScrollMode: PanOnScrollMode.Free,
  multiSelectionKeyCode: ["Shift", "Meta", "Control"],
  // The licence asks for no mark on the drawing; About names it with its terms.
  proOptions: { hideAttribution: true },
  // Keys are ours: React Flow's would work on the whole page and leave the focus nowhere.
  deleteKeyCode: null,
  disableKeyboardA11y: true,
  nodeDragThreshold: 2,
  zoomOnDoubleClick: false,
  elevateEdgesOnSelect: true,
} satisfies ReactFlowProps<PartFlowNode, WireFlowEdge>;

/** A drag on empty ground draws a box, and what it touches is selected; or it moves the drawing, as Space and the middle button always do. */
const BOXES = { selectionOnDrag: true, selectionMode: SelectionMode.Partial, panOnDrag: [1] };
const MOVES = { selectionOnDrag: false, selectionMode: SelectionMode.Partial, panOnDrag: [0, 1] };

/** The drawing. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}

function Drawing() {
  const { flow, drop, guides } = useFlow();
  const { screenToFlowPosition } = useReactFlow();
  const placing = useCanvas((canvas) => canvas.placing);
  const toDrawing = useCallback((client: Point) => screenToFlowPosition(client), [screenToFlowPosition]);
  const onConnectEnd = useWireEnd(toDrawing);
  const { hold, moving } = useCanvasView(flow.nodes);
  const ground = useGround(toDrawing);
  const readOnly = useWidth() === "phone";
  const { ghost, pointing } = usePlacing(toDrawing);
  // A finger has no other button to move the drawing with.
  const boxes = useCanvas((canvas) => canvas.groundDrag === "select") && !matchMedia("(pointer: coarse)").matches;
  return (
    <div
      ref={hold}
      className={styles["canvas"]}
      tabIndex={-1}
      data-placing={placing !== null || undefined}
      {...(readOnly ? {} : { onKeyDown: onCanvasKey, ...clipboard, ...ground.dropping, ...pointing })}
    >
      <CanvasMenu toDrawing={toDrawing}>
        <ZoomLevel still={flow.edges.length > MANY_WIRES}>
          <ReactFlow
            {...flow}
            {...settled}
            onConnectEnd={onConnectEnd}
            onNodeDoubleClick={(_event, node) => {
              if (!readOnly) startRename(node.id);
            }}
            onPaneClick={clearSelection}
            onEdgeDoubleClick={(_event, wire) => {
              if (!readOnly) startRename(`wire:${wire.id}`);
            }}
            onNodeDragStop={(event, _node, nodes) => drop(event, nodes)}
            onSelectionDragStop={(event, nodes) => drop(event, nodes)}
            {...moving}
            onlyRenderVisibleElements={flow.nodes.length > MANY_PARTS}
            nodesDraggable={!readOnly}
            nodesConnectable={!readOnly}
            {...(boxes && !readOnly ? BOXES : MOVES)}
          >
            {!readOnly && <Minimap />}
            <Background variant={BackgroundVariant.Dots} gap={GRID_PX} size={1.6} />
            <Marks />
            <Guides lines={guides} />
            <WireEnds />
          </ReactFlow>
        </ZoomLevel>
      </CanvasMenu>
      {placing !== null && <div ref={ghost} className={styles["ghost"]} aria-hidden="true" />}
      <Overlays readOnly={readOnly} />
    </div>
  );
}

/** Copy, cut and paste arrive as events of the page when the focus is on the drawing. */
const clipboard = {
  onCopy: (event: ClipboardEvent) => putOnClipboard(event),
  onCut: (event: ClipboardEvent) => {
    if (putOnClipboard(event)) removeAtHand();
  },
  onPaste: (event: ClipboardEvent) => {
    if (isField(event.target)) return;
    event.preventDefault();
    pasteText(event.clipboardData.getData("text/plain"));
  },
};

function isField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function putOnClipboard(event: ClipboardEvent): boolean {
  const text = isField(event.target) ? null : copyText();
  if (text === null) return false;
  event.preventDefault();
  event.clipboardData.setData("text/plain", text);
  return true;
}

function useGround(toDrawing: (client: Point) => Point) {
  const centred = useCallback(
    (event: { readonly clientX: number; readonly clientY: number }): Point => {
      const { x, y } = toDrawing({ x: event.clientX, y: event.clientY });
      return { x: x - NODE_WIDTH_PX / 2, y: y - NODE_HEIGHT_PX / 2 };
    },
    [toDrawing],
  );
  const dropping = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(KIND_MIME)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    },
    onDrop: (event: DragEvent) => {
      const kind = event.dataTransfer.getData(KIND_MIME);
      if (kindById(kind) === undefined) return;
      event.preventDefault();
      addKind(kind, { at: centred(event) });
    },
  };
  /** Empty ground asked for a part, there. */
  const onDoubleClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.classList.contains("react-flow__pane")) openAdd({ at: centred(event) });
  };
  return { dropping: { ...dropping, onDoubleClick } };
}

/** Tells the style sheet how far away the drawing is, and that a wire is being pulled. */
function ZoomLevel({
  still,
  children,
  ...rest
}: HTMLAttributes<HTMLDivElement> & { readonly still: boolean; readonly children: ReactNode }) {
  const level = useStore(({ transform: [, , zoom] }) => (zoom < FAR_ZOOM ? "far" : zoom < MIDDLE_ZOOM ? "middle" : "near"));
  const pulling = useConnection((connection) => connection.inProgress);
  return (
    <div {...rest} className={styles["fill"]} data-zoom={level} data-pulling={pulling || undefined} data-still={still || undefined}>
      {children}
    </div>
  );
}

/** The arrowhead of wires. */
function WireEnds() {
  return (
    <svg className={styles["defs"]} aria-hidden="true">
      <defs>
        <marker id="wire-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M1,1 L7,4 L1,7" fill="none" stroke="context-stroke" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
        </marker>
      </defs>
    </svg>
  );
}
