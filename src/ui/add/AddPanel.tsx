import { useMemo } from "react";
import type { KindDecl } from "../../catalogue/contract.ts";
import { wireProblem } from "../../catalogue/drawing/wiring.ts";
import type { Design } from "../../design/types.ts";
import { partById } from "../../design/selectors.ts";
import { useDesign } from "../stores/design-store.ts";
import { addKind, titleOf } from "../drawing/canvas-actions.ts";
import { closePanel, startPlacing, type CanvasPanel } from "../stores/canvas-store.ts";
import { KINDS, LAYER_TITLES, kindById } from "../part-view/kinds.ts";
import { LayerGlyph } from "../part-view/LayerGlyph.tsx";
import { SearchList, type ListOption } from "./SearchList.tsx";

export const KIND_MIME = "application/x-quadrant-kind";

type AddWish = Extract<CanvasPanel, { kind: "add" }>;

/** The kinds to add, by layer: Enter puts one next to the focused part, a click takes it in hand, dragging works too. */
export function AddPanel({ wish }: { readonly wish: AddWish }) {
  const design = useDesign((value) => value);
  const options = useMemo(() => offered(wish, design).map(optionOf), [wish, design]);
  const near = wish.near === null ? undefined : partById(design, wish.near);
  const place = (option: ListOption, by: "key" | "pointer"): void => {
    // Pulled from a wire or asked for by key, the place is known; a click chooses the place next.
    if (by === "key" || wish.at !== null) addKind(option.id, wish);
    else startPlacing(option.id, option.label);
  };
  const layer = wish.layer === null ? "" : ` · ${LAYER_TITLES[wish.layer]}`;
  return (
    <SearchList
      key={`${wish.layer ?? "all"} ${wish.wireTo?.end.part ?? ""}`}
      title={wish.wireTo === null ? `Add a part${layer}` : `Continue from ${titleOf(wish.wireTo.end.part)}`}
      placeholder="Kafka, store, cache…"
      options={options}
      nothing="No kind of part fits this wire."
      hint={`Enter: ${near === undefined ? "beside the drawing" : `next to ${near.title}`}. Click or drag: where you want it.`}
      onChoose={place}
      onClose={closePanel}
      onDrag={(option, transfer) => {
        transfer.setData(KIND_MIME, option.id);
        transfer.effectAllowed = "copy";
      }}
    />
  );
}

function offered(wish: AddWish, design: Design): readonly KindDecl[] {
  const { wireTo } = wish;
  if (wireTo === null) return KINDS.filter((kind) => wish.layer === null || kind.layer === wish.layer);
  const part = partById(design, wireTo.end.part);
  const kind = part === undefined ? undefined : kindById(part.kind);
  if (kind === undefined) return [];
  return KINDS.filter((other) =>
    other.ports.some(
      (port) =>
        (wireTo.direction === "out"
          ? wireProblem(kind, wireTo.end.port, other, port.id)
          : wireProblem(other, port.id, kind, wireTo.end.port)) === null,
    ),
  );
}

function optionOf(kind: KindDecl): ListOption {
  return {
    id: kind.id,
    label: kind.title,
    note: kind.summary,
    group: LAYER_TITLES[kind.layer],
    words: `${kind.id} ${kind.family}`,
    ...(kind.alsoCalled === undefined ? {} : { called: kind.alsoCalled }),
    ...(kind.nearestTo === undefined ? {} : { nearest: kind.nearestTo }),
    glyph: <LayerGlyph family={kind.family} size={14} />,
    colour: `var(--${kind.layer})`,
  };
}
