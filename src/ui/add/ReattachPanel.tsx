import { useMemo } from "react";
import { visibleText } from "../../base/visible-text.ts";
import { useDesign } from "../stores/design-store.ts";
import { reattach, reattachments, titleOf } from "../drawing/canvas-actions.ts";
import { closePanel } from "../stores/canvas-store.ts";
import { layerOf } from "../part-view/kinds.ts";
import { SearchList, type ListOption } from "./SearchList.tsx";

/** Where one end of a wire could go instead, as a list: the way to do it without a pointer. */
export function ReattachPanel({ wireId, end }: { readonly wireId: string; readonly end: "from" | "to" }) {
  const design = useDesign((value) => value);
  const wire = useDesign((value) => value.system.wires.find(({ id }) => id === wireId));
  const targets = useMemo(() => (wire === undefined ? [] : reattachments(design, wire, end)), [design, wire, end]);
  if (wire === undefined) return null;
  const options = targets.map(
    (target, index): ListOption => ({
      id: String(index),
      label: target.other.title,
      note: target.otherPort.label,
      group: end === "from" ? "Comes from" : "Goes to",
      colour: `var(--${layerOf(target.other)})`,
    }),
  );
  return (
    <SearchList
      title={visibleText(`${titleOf(wire.from.part)} → ${titleOf(wire.to.part)}: ${end === "from" ? "start" : "end"} at`)}
      placeholder="Part or port…"
      options={options}
      nothing={`No other part takes this ${end === "from" ? "wire's start" : "wire's end"}.`}
      hint="Only ends that can work are listed. ↑ ↓ choose, Enter takes the wire there."
      onChoose={(option) => {
        const target = targets[Number(option.id)];
        closePanel();
        if (target !== undefined) reattach(wireId, end, target[end]);
      }}
      onClose={closePanel}
    />
  );
}
