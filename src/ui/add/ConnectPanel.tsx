import { useMemo } from "react";
import { partById } from "../../design/selectors.ts";
import { useDesign } from "../stores/design-store.ts";
import { connect } from "../drawing/canvas-actions.ts";
import { closePanel } from "../stores/canvas-store.ts";
import { isNeeded, layerOf, loopedWith, targetsOf, viewOf, type Target } from "../part-view/kinds.ts";
import { LayerGlyph } from "../part-view/LayerGlyph.tsx";
import { SearchList, type ListOption } from "./SearchList.tsx";
import { visibleText } from "../../base/visible-text.ts";

/** Every wire the focused part could have, as a list: the way to connect without a pointer. */
export function ConnectPanel({ partId, only }: { readonly partId: string; readonly only?: string | undefined }) {
  const design = useDesign((value) => value);
  const targets = useMemo(() => targetsOf(design, partId, only), [design, partId, only]);
  const options = useMemo(
    () => targets.map((target, index) => optionOf(target, index, isNeeded(design, partId, target))),
    [design, partId, targets],
  );
  const part = partById(design, partId);
  return (
    <SearchList
      title={visibleText(`Connect ${part?.title ?? partId}`)}
      placeholder="Part or port…"
      options={options}
      nothing={nothingFits(
        part === undefined ? undefined : viewOf(part).kind?.ports.length,
        design.system.parts.length,
        targets.length > 0 ? [] : loopedWith(design, partId, only).map(({ title }) => title),
      )}
      hint="Only wires that can work are listed. ↑ ↓ choose, Enter connects."
      onChoose={(option) => {
        const target = targets[Number(option.id)];
        closePanel();
        if (target !== undefined) connect(target.from, target.to);
      }}
      onClose={closePanel}
    />
  );
}

function optionOf(target: Target, index: number, needed: boolean): ListOption {
  const out = target.ownPort.direction === "out";
  const kind = viewOf(target.other).kind;
  const cargo = target.ownPort.carries.filter((each) => target.otherPort.carries.includes(each)).join(" or ");
  return {
    id: String(index),
    label: target.other.title,
    note: out
      ? `${target.ownPort.label} → ${target.otherPort.label} · ${cargo}`
      : `its ${target.otherPort.label} → ${target.ownPort.label} · ${cargo}`,
    group: needed ? (out ? "It needs: to" : "It needs: from") : out ? "To" : "From",
    ...(kind === null ? {} : { glyph: <LayerGlyph family={kind.family} size={14} /> }),
    colour: `var(--${layerOf(target.other)})`,
  };
}

function nothingFits(ports: number | undefined, parts: number, looped: readonly string[]): string {
  if (ports === 0) return "This part needs no wires: it has no ports.";
  if (parts <= 1) return "It is alone. Press A to add a part it can be wired to.";
  if (looped.length > 0)
    return `A wire to or from ${looped.slice(0, 3).join(", ")} would close a loop: data would come back to where it came from. If a wire lies the wrong way round, select it and press Delete first.`;
  return "No part here fits, or all are wired already. Press A to add one.";
}
