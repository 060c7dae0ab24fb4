import { ContextMenu } from "radix-ui";
import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import menu from "../parts/Menu.module.css";
import { swapsOf } from "../../catalogue/drawing/swap.ts";
import { fieldApplies } from "../../catalogue/fields/settings.ts";
import { visibleText } from "../../base/visible-text.ts";
import type { Part } from "../../design/types.ts";
import { partById } from "../../design/selectors.ts";
import { formatMs } from "../parts/format.ts";
import { currentDesign } from "../stores/design-store.ts";
import { swapFor } from "../stores/swap-store.ts";
import { askWhatIf } from "../stores/whatif-store.ts";
import { openInspector, select, showDock } from "../stores/view-store.ts";
import { answersRequests } from "../part-view/answers-requests.ts";
import { kindById, viewOf } from "../part-view/kinds.ts";
import { breakagesOf, linksOf, type Breakage } from "../run/breakages.ts";
import { useStriking, type Struck } from "../run/use-striking.ts";

/** What the menu of a part has beyond editing: its settings, what can take its place, what can befall it, what other values would do. */
export function PartMenu({ partId }: { readonly partId: string }) {
  // As the drawing stood when the menu was opened.
  const [{ system, part, asks }] = useState(() => {
    const design = currentDesign();
    return { system: design.system, part: partById(design, partId), asks: answersRequests(design) };
  });
  const kind = part === undefined ? null : viewOf(part).kind;
  if (part === undefined || kind === null) return null;
  const breakages = breakagesOf(part, kind, system);
  const swaps = swapsOf(kind);
  return (
    <>
      <Item
        onSelect={() => {
          select({ parts: [part.id] });
          openInspector();
        }}
      >
        Inspect
      </Item>
      {swaps.length > 0 && (
        <Sub label="Swap for">
          {swaps.map((other) => (
            <Item key={other.id} onSelect={() => swapFor(part.id, other.id)}>
              {other.title}
            </Item>
          ))}
        </Sub>
      )}
      {breakages.length > 0 && <Breakages struck={{ id: part.id, title: visibleText(part.title) }} breakages={breakages} />}
      <WhatIfs part={part} />
      {asks && <Item onSelect={() => showDock("requests")}>Follow a request…</Item>}
      <ContextMenu.Separator className={menu["line"]} />
    </>
  );
}

/** What can befall the wire that was pointed at. */
export function WireMenu({ wireId }: { readonly wireId: string }) {
  const [link] = useState(() => linksOf(currentDesign().system, kindById).find(({ id }) => id === wireId));
  return (
    <>
      <Item
        onSelect={() => {
          select({ wires: [wireId] });
          openInspector();
        }}
      >
        Inspect
      </Item>
      {link !== undefined && <Breakages struck={link} breakages={link.breakages} />}
    </>
  );
}

function Breakages({ struck, breakages }: { readonly struck: Struck; readonly breakages: readonly Breakage[] }) {
  const { when, strike } = useStriking();
  const hit = (breakage: Breakage, index?: number) => (): void =>
    strike(struck, breakage, { fault: breakage.id, durationMs: breakage.defaultDurationMs, ...(index === undefined ? {} : { index }) });
  return (
    <Sub label="Break">
      <ContextMenu.Label className={menu["label"]}>{when}</ContextMenu.Label>
      {breakages.map((breakage) => {
        const label = `${breakage.label} · ${formatMs(breakage.defaultDurationMs)}`;
        if (breakage.targets.length === 0)
          return (
            <Item key={breakage.id} note={breakage.help} onSelect={hit(breakage)}>
              {label}
            </Item>
          );
        return (
          <Sub key={breakage.id} label={label}>
            {breakage.targets.map((target, index) => (
              <Item key={target} onSelect={hit(breakage, index)}>
                {target}
              </Item>
            ))}
          </Sub>
        );
      })}
    </Sub>
  );
}

function WhatIfs({ part }: { readonly part: Part }) {
  const { kind } = viewOf(part);
  const fields = kind === null ? [] : Object.entries(kind.fields);
  const asked = fields.filter(
    ([name, { type, advanced }]) =>
      type !== "distribution" && type !== "text" && advanced !== true && kind !== null && fieldApplies(kind, part.settings, name),
  );
  if (asked.length === 0) return null;
  return (
    <Sub label="What if…">
      {asked.map(([name, { label }]) => (
        <Item key={name} onSelect={() => askWhatIf(part.id, name)}>
          {label}
        </Item>
      ))}
    </Sub>
  );
}

function Item({ note, onSelect, children }: { readonly note?: string; readonly onSelect: () => void; readonly children: ReactNode }) {
  return (
    <ContextMenu.Item className={menu["item"]} onSelect={() => setTimeout(onSelect, 60)}>
      <span className={menu["text"]}>
        {children}
        {note !== undefined && <small>{note}</small>}
      </span>
    </ContextMenu.Item>
  );
}

function Sub({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ContextMenu.Sub>
      <ContextMenu.SubTrigger className={menu["item"]}>
        <span className={menu["text"]}>{label}</span>
        <ChevronRight size={13} aria-hidden="true" className={menu["arrow"]} />
      </ContextMenu.SubTrigger>
      <ContextMenu.Portal container={document.querySelector("main")}>
        <ContextMenu.SubContent className={menu["menu"]} collisionPadding={8} sideOffset={4}>
          {children}
        </ContextMenu.SubContent>
      </ContextMenu.Portal>
    </ContextMenu.Sub>
  );
}
