import { ContextMenu } from "radix-ui";
import { lazy, Suspense, useState, type MouseEvent, type ReactNode } from "react";
import menu from "../parts/Menu.module.css";
import { canRun, keysOf, runCommand } from "../commands/registry.ts";
import { select, viewStore } from "../stores/view-store.ts";
import { partAtHand, partsAtHand } from "../drawing/canvas-actions.ts";
import { focusPart } from "../drawing/canvas-view.ts";
import { openAdd } from "../stores/canvas-store.ts";
import type { Point } from "../../design/types.ts";

const PartMenu = lazy(async () => ({ default: (await import("./PartMenu.tsx")).PartMenu }));
const WireMenu = lazy(async () => ({ default: (await import("./PartMenu.tsx")).WireMenu }));

type Item = { readonly command: string; readonly title: string; readonly danger?: boolean };

const ON_PART: readonly Item[] = [
  { command: "canvas.next", title: "Add the next part…" },
  { command: "canvas.connect", title: "Connect…" },
  { command: "canvas.rename", title: "Rename" },
  { command: "canvas.group", title: "Group…" },
  { command: "canvas.note", title: "Note…" },
  { command: "canvas.duplicate", title: "Duplicate" },
  { command: "canvas.copy", title: "Copy" },
  { command: "canvas.cut", title: "Cut" },
  { command: "canvas.delete", title: "Delete", danger: true },
];
const ON_SEVERAL: readonly Item[] = [
  ...ON_PART.filter((item) => !["canvas.next", "canvas.connect", "canvas.rename"].includes(item.command)),
  { command: "canvas.align-left", title: "Align left" },
  { command: "canvas.align-top", title: "Align top" },
  { command: "canvas.distribute-x", title: "Distribute across" },
  { command: "canvas.distribute-y", title: "Distribute down" },
];
const ON_WIRE: readonly Item[] = [
  { command: "canvas.label", title: "Label…" },
  { command: "canvas.reattach-from", title: "Take its start elsewhere…" },
  { command: "canvas.reattach-to", title: "Take its end elsewhere…" },
  { command: "canvas.delete", title: "Remove the wire", danger: true },
];
const ON_GROUND: readonly Item[] = [
  { command: "canvas.paste", title: "Paste" },
  { command: "canvas.select-all", title: "Select all" },
  { command: "canvas.layout", title: "Arrange the parts" },
  { command: "canvas.fit", title: "Fit the drawing" },
  { command: "canvas.outline", title: "Show as outline" },
  { command: "picture.copy", title: "Copy as a picture" },
  { command: "picture.save-png", title: "Save as PNG" },
  { command: "picture.save-svg", title: "Save as SVG" },
];

/** Right click, long touch or Shift+F10: what can be done with what is under it. */
export function CanvasMenu({ toDrawing, children }: { readonly toDrawing: (client: Point) => Point; readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly Item[]>(ON_GROUND);
  const [aimed, setAimed] = useState<string | null>(null);
  const [place, setPlace] = useState<Point>({ x: 0, y: 0 });
  const aim = (event: MouseEvent): void => {
    setPlace(toDrawing({ x: event.clientX, y: event.clientY }));
    const { items: offered, aimed: at } = itemsFor(event.target);
    setItems(offered);
    setAimed(at);
  };
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenuCapture={aim}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal container={document.querySelector("main")}>
        <ContextMenu.Content className={menu["menu"]} aria-label="Drawing" collisionPadding={8} onCloseAutoFocus={returnFocus}>
          <Suspense fallback={null}>
            {items === ON_PART && aimed !== null && <PartMenu partId={aimed} />}
            {items === ON_WIRE && aimed !== null && <WireMenu wireId={aimed} />}
          </Suspense>
          {items === ON_GROUND && (
            <ContextMenu.Item className={menu["item"]} onSelect={() => later(() => openAdd({ at: place }))}>
              <span className={menu["text"]}>Add a part here…</span>
            </ContextMenu.Item>
          )}
          {items
            .filter(({ command }) => canRun(command))
            .map((item) => (
              <ContextMenu.Item
                key={item.command}
                className={`${menu["item"] ?? ""} ${item.danger === true ? (menu["danger"] ?? "") : ""}`}
                onSelect={() => later(() => runCommand(item.command))}
              >
                <span className={menu["text"]}>{item.title}</span>
                <Keys command={item.command} />
              </ContextMenu.Item>
            ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

/** Back to the card the menu was about, unless what was chosen takes the focus. */
function returnFocus(event: Event): void {
  event.preventDefault();
  const part = partAtHand();
  if (part !== null) focusPart(part, 0);
}

function Keys({ command }: { readonly command: string }) {
  const keys = keysOf(command);
  return keys === undefined ? null : <kbd className={menu["keys"]}>{keys}</kbd>;
}

/** After the menu has gone and the focus is back: lists it opens take it from there. */
function later(action: () => void): void {
  setTimeout(action, 60);
}

/** What was aimed at joins the selection unless it is part of it, as the commands work on the selection. */
function itemsFor(target: EventTarget): { readonly items: readonly Item[]; readonly aimed: string | null } {
  const aimed = target instanceof Element ? target : null;
  const part = aimed?.closest<HTMLElement>(".react-flow__node")?.dataset["id"];
  const wire = aimed?.closest<SVGElement>(".react-flow__edge")?.dataset["id"];
  const { selection } = viewStore.getState();
  if (part !== undefined) {
    if (!selection.parts.includes(part)) viewStore.setState({ selection: { parts: [part], wires: [], tables: [] } });
    return { items: partsAtHand().length > 1 ? ON_SEVERAL : ON_PART, aimed: part };
  }
  if (wire !== undefined) {
    if (!selection.wires.includes(wire)) select({ wires: [wire] });
    return { items: ON_WIRE, aimed: wire };
  }
  const several = aimed?.closest(".react-flow__nodesselection") !== null && selection.parts.length > 1;
  return { items: several ? ON_SEVERAL : ON_GROUND, aimed: null };
}
