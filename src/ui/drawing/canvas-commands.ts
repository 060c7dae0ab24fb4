import type { Command } from "../commands/registry.ts";
import { currentDesign } from "../stores/design-store.ts";
import { bringDrawing } from "../stores/go.ts";
import { viewStore } from "../stores/view-store.ts";
import { layOut } from "./auto-layout.ts";
import { aligned, distributed } from "./alignment.ts";
import {
  arrange,
  copyFromMenu,
  duplicate,
  nudge,
  partAtHand,
  partsAtHand,
  pasteFromMenu,
  removeAtHand,
  selectAll,
} from "./canvas-actions.ts";
import {
  canvasStore,
  openAdd,
  openConnect,
  openReattach,
  setGroundDrag,
  showOutline,
  startRename,
  toggleMinimap,
} from "../stores/canvas-store.ts";
import { canvasView } from "./canvas-view.ts";
import { groupAtHand, noteAtHand } from "./marks.ts";

const hasParts = (): boolean => currentDesign().system.parts.length > 0;
const hasSelection = (): boolean => partsAtHand().length + viewStore.getState().selection.wires.length > 0;
/** The only wire that is selected, with no part beside it. */
const wireAtHand = (): string | null => {
  const { parts, wires } = viewStore.getState().selection;
  return parts.length === 0 && wires.length === 1 ? (wires[0] ?? null) : null;
};
const hasPartAtHand = (): boolean => partAtHand() !== null;

/** Another surface that fills the stage would hide what the command is about. */
function inSight(action: () => void): () => void {
  return () => {
    bringDrawing();
    action();
  };
}

const alignCommands: readonly Command[] = (["left", "right", "top", "bottom"] as const).map((edge) => ({
  id: `canvas.align-${edge}`,
  title: `Align ${edge}`,
  group: "Canvas",
  words: "line up edge",
  when: () => partsAtHand().length > 1,
  run: inSight(() => arrange(`Align ${edge}`, edge === "left" || edge === "right" ? "y" : "x", (cards) => aligned(cards, edge))),
}));

const distributeCommands: readonly Command[] = (["x", "y"] as const).map((along) => ({
  id: `canvas.distribute-${along}`,
  title: along === "x" ? "Distribute across" : "Distribute down",
  group: "Canvas",
  words: "equal space even",
  when: () => partsAtHand().length > 2,
  run: inSight(() => arrange(along === "x" ? "Distribute across" : "Distribute down", along, (cards) => distributed(cards, along))),
}));

/** What can be done to the drawing. Keys marked as its own work while the focus is in the system quadrant. */
export const canvasCommands: readonly Command[] = [
  ...alignCommands,
  ...distributeCommands,
  {
    id: "canvas.add-part",
    title: "Add a part…",
    group: "Canvas",
    keys: ["a"],
    words: "component node insert place palette",
    run: inSight(() => openAdd({ near: partAtHand() })),
  },
  {
    id: "canvas.connect",
    title: "Connect the part…",
    group: "Canvas",
    keys: ["c"],
    words: "wire link edge",
    when: hasPartAtHand,
    run: inSight(() => {
      const part = partAtHand();
      if (part !== null) openConnect(part);
    }),
  },
  {
    id: "canvas.next",
    title: "Add the next part, wired…",
    group: "Canvas",
    keys: ["Tab"],
    ownKeys: true,
    words: "continue append after",
    when: hasPartAtHand,
    run: inSight(() => openAdd({ after: partAtHand() })),
  },
  ...(["from", "to"] as const).map(
    (end): Command => ({
      id: `canvas.reattach-${end}`,
      title: end === "from" ? "Take the start of the wire elsewhere…" : "Take the end of the wire elsewhere…",
      group: "Canvas",
      words: "reattach reconnect move wire",
      when: () => wireAtHand() !== null,
      run: inSight(() => {
        const wire = wireAtHand();
        if (wire !== null) openReattach(wire, end);
      }),
    }),
  ),
  {
    id: "canvas.label",
    title: "Label the wire…",
    group: "Canvas",
    words: "text write name",
    when: () => wireAtHand() !== null,
    run: inSight(() => startRename(`wire:${wireAtHand() ?? ""}`)),
  },
  {
    id: "canvas.group",
    title: "Group the parts…",
    group: "Canvas",
    keys: ["g"],
    words: "zone vpc layer box frame",
    when: () => partsAtHand().length > 0,
    run: inSight(groupAtHand),
  },
  {
    id: "canvas.note",
    title: "Write a note on the drawing…",
    group: "Canvas",
    keys: ["n"],
    words: "comment text sticky arrow",
    when: () => canvasView() !== null && hasParts(),
    run: inSight(noteAtHand),
  },
  {
    id: "canvas.rename",
    title: "Rename the part",
    group: "Canvas",
    keys: ["F2"],
    ownKeys: true,
    when: hasPartAtHand,
    run: inSight(() => startRename(partAtHand())),
  },
  {
    id: "canvas.delete",
    title: "Delete the selection",
    group: "Edit",
    keys: ["Delete", "Backspace"],
    ownKeys: true,
    words: "remove part wire",
    when: hasSelection,
    run: removeAtHand,
  },
  { id: "canvas.duplicate", title: "Duplicate", group: "Edit", keys: ["$mod+d"], ownKeys: true, when: hasPartAtHand, run: duplicate },
  {
    id: "canvas.copy",
    title: "Copy parts",
    group: "Edit",
    keys: ["$mod+c"],
    ownKeys: true,
    when: () => partsAtHand().length > 0,
    run: copyFromMenu,
  },
  {
    id: "canvas.cut",
    title: "Cut parts",
    group: "Edit",
    keys: ["$mod+x"],
    ownKeys: true,
    when: () => partsAtHand().length > 0,
    run: async () => {
      await copyFromMenu();
      removeAtHand();
    },
  },
  { id: "canvas.paste", title: "Paste parts", group: "Edit", keys: ["$mod+v"], ownKeys: true, run: pasteFromMenu },
  { id: "canvas.select-all", title: "Select all parts", group: "Edit", keys: ["$mod+a"], ownKeys: true, when: hasParts, run: selectAll },
  {
    id: "canvas.fit",
    title: "Fit the drawing",
    group: "View",
    keys: ["f"],
    words: "zoom all",
    when: () => canvasView() !== null,
    run: () => canvasView()?.fit(),
  },
  {
    id: "canvas.fit-selection",
    title: "Fit the selection",
    group: "View",
    keys: ["Shift+F"],
    words: "zoom",
    when: () => canvasView() !== null && partsAtHand().length > 0,
    run: () => canvasView()?.fit(partsAtHand()),
  },
  {
    id: "canvas.zoom-100",
    title: "Zoom to 100 %",
    group: "View",
    keys: ["Shift+Digit0"],
    when: () => canvasView() !== null,
    run: () => canvasView()?.zoomTo(1),
  },
  {
    id: "canvas.zoom-in",
    title: "Zoom in",
    group: "View",
    keys: ["$mod+="],
    ownKeys: true,
    when: () => canvasView() !== null,
    run: () => canvasView()?.zoomBy(1.25),
  },
  {
    id: "canvas.zoom-out",
    title: "Zoom out",
    group: "View",
    keys: ["$mod+-"],
    ownKeys: true,
    when: () => canvasView() !== null,
    run: () => canvasView()?.zoomBy(0.8),
  },
  {
    id: "canvas.minimap",
    title: "Map of the drawing",
    group: "View",
    keys: ["m"],
    words: "minimap overview",
    when: () => canvasView() !== null && hasParts(),
    run: inSight(toggleMinimap),
  },
  {
    id: "canvas.ground-select",
    title: "A drag on empty ground selects parts",
    group: "Canvas",
    words: "marquee box setting mouse",
    when: () => canvasStore.getState().groundDrag === "move",
    run: () => setGroundDrag("select"),
  },
  {
    id: "canvas.ground-move",
    title: "A drag on empty ground moves the drawing",
    group: "Canvas",
    words: "pan hand setting mouse",
    when: () => canvasStore.getState().groundDrag === "select",
    run: () => setGroundDrag("move"),
  },
  {
    id: "canvas.layout",
    title: "Arrange the parts",
    group: "Canvas",
    words: "auto layout tidy",
    when: hasParts,
    run: inSight(() => void layOut()),
  },
  {
    id: "canvas.outline",
    title: "Outline or drawing",
    group: "View",
    words: "list tree text screen reader",
    run: inSight(() => showOutline(!canvasStore.getState().outline)),
  },
  {
    id: "canvas.nudge",
    title: "Nudge by the grid",
    group: "Canvas",
    keys: ["ArrowLeft"],
    ownKeys: true,
    keysOnly: true,
    when: hasPartAtHand,
    run: () => nudge(-1, 0),
  },
  {
    id: "canvas.nudge-far",
    title: "Nudge by four grid steps",
    group: "Canvas",
    keys: ["Shift+ArrowLeft"],
    ownKeys: true,
    keysOnly: true,
    when: hasPartAtHand,
    run: () => nudge(-4, 0),
  },
];
