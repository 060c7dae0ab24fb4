import { useMemo } from "react";
import type { KindDecl } from "../../catalogue/contract.ts";
import { wireProblem } from "../../catalogue/drawing/wiring.ts";
import type { Design, Part } from "../../design/types.ts";
import { LAYERS } from "../../catalogue/families/family.ts";
import { partById } from "../../design/selectors.ts";
import { useDesign } from "../stores/design-store.ts";
import { useSession } from "../stores/session-store.ts";
import { addKind } from "../drawing/adding.ts";
import { titleOf } from "../drawing/canvas-actions.ts";
import { closePanel, startPlacing, type CanvasPanel } from "../stores/canvas-store.ts";
import { KINDS, LAYER_TITLES, kindById } from "../part-view/kinds.ts";
import { LayerGlyph } from "../part-view/LayerGlyph.tsx";
import { SearchList, type ListOption } from "./SearchList.tsx";

export const KIND_MIME = "application/x-quadrant-kind";

type AddWish = Extract<CanvasPanel, { kind: "add" }>;

/** The kinds to add, by layer: Enter puts one next to the focused part, a click takes it in hand, dragging works too. */
export function AddPanel({ wish }: { readonly wish: AddWish }) {
  const design = useDesign((value) => value);
  const generator = useSession((session) => session.scenario?.workload.generator ?? null);
  const options = useMemo(() => offered(wish, design, generator).map(optionOf), [wish, design, generator]);
  const near = wish.near === null ? undefined : partById(design, wish.near);
  const place = (option: ListOption, by: "key" | "pointer"): void => {
    // Pulled from a wire or asked for by key, the place is known; a click chooses the place next.
    if (by === "key" || wish.at !== null || wish.after !== null) addKind(option.id, wish);
    else startPlacing(option.id, option.label);
  };
  const before = wish.after ?? wish.wireTo?.end.part ?? null;
  const layer = wish.layer === null ? "" : ` · ${LAYER_TITLES[wish.layer]}`;
  return (
    <SearchList
      key={`${wish.layer ?? "all"} ${before ?? ""}`}
      title={before === null ? `Add a part${layer}` : `Continue from ${titleOf(before)}`}
      placeholder="Kafka, store, cache…"
      options={options}
      nothing="No kind of part fits this wire."
      hint={
        wish.after === null
          ? `Enter: ${near === undefined ? "beside the drawing" : `next to ${near.title}`}. Click or drag: where you want it.`
          : "Only parts that can be wired to it. Enter or a click adds one beside it, wired."
      }
      onChoose={place}
      onClose={closePanel}
      onDrag={(option, transfer) => {
        transfer.setData(KIND_MIME, option.id);
        transfer.effectAllowed = "copy";
      }}
    />
  );
}

function offered(wish: AddWish, design: Design, generator: string | null): readonly KindDecl[] {
  const { wireTo, after } = wish;
  if (after !== null) return nextOf(partById(design, after));
  if (wireTo === null) {
    const kinds = KINDS.filter((kind) => wish.layer === null || kind.layer === wish.layer);
    // A drawing begins with whoever makes the events of the scenario.
    const begins = ({ population }: KindDecl): number => (population !== undefined && population === generator ? 0 : 1);
    return design.system.parts.length > 0 ? kinds : kinds.toSorted((one, other) => begins(one) - begins(other));
  }
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

/** The kinds one of its outputs can be wired to, those of the same layer and the next ones first: data flows that way. */
function nextOf(part: Part | undefined): readonly KindDecl[] {
  const kind = kindById(part?.kind ?? "");
  if (kind === undefined) return [];
  const fits = (other: KindDecl): boolean =>
    kind.ports.some(
      ({ id, direction }) => direction === "out" && other.ports.some((port) => wireProblem(kind, id, other, port.id) === null),
    );
  const away = ({ layer }: KindDecl): number => (LAYERS.indexOf(layer) - LAYERS.indexOf(kind.layer) + LAYERS.length) % LAYERS.length;
  return KINDS.filter(fits).toSorted((one, other) => away(one) - away(other));
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
