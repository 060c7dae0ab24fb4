import { Link2, Pencil, Plus, Trash2, X } from "lucide-react";
import { useCallback, type KeyboardEvent } from "react";
import { useShallow } from "zustand/react/shallow";
import type { Part, Wire } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { Chip } from "../parts/Chip.tsx";
import { plural } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { openInspector, select, useView } from "../stores/view-store.ts";
import { copyText, endRename, partAtHand, pasteText, removeAtHand, removeWire } from "../drawing/canvas-actions.ts";
import { onCanvasKey } from "../canvas/canvas-keys.ts";
import { openAdd, openConnect, startRename, useCanvas } from "../stores/canvas-store.ts";
import { focusPart } from "../drawing/canvas-view.ts";
import { LAYERS } from "../../catalogue/families/family.ts";
import { LAYER_TITLES, layerOf, portOf, viewOf } from "../part-view/kinds.ts";
import { shownSample, shownWire } from "../drawing/live-text.ts";
import { carriesRows, useEventsPerRow } from "../drawing/use-per-row.ts";
import { Panels, Refusal } from "../canvas/Overlays.tsx";
import { useProblems } from "../part-view/part-problems.ts";
import { TitleInput } from "../canvas/TitleInput.tsx";
import { WhyCard } from "../part-view/WhyCard.tsx";
import styles from "./Outline.module.css";
import { visibleText } from "../../base/visible-text.ts";

/** The system as text: every part with its settings and wires, and every edit the drawing has. */
export function Outline() {
  const parts = useDesign((design) => design.system.parts);
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    if (!walk(event)) onCanvasKey(event);
  }, []);
  return (
    <div
      className={styles["outline"]}
      onKeyDown={onKeyDown}
      onCopy={(event) => {
        const text = copyText();
        if (text === null) return;
        event.preventDefault();
        event.clipboardData.setData("text/plain", text);
      }}
      onPaste={(event) => {
        if (event.target instanceof HTMLInputElement) return;
        event.preventDefault();
        pasteText(event.clipboardData.getData("text/plain"));
      }}
    >
      <div className={styles["scroll"]}>
        <div className={styles["bar"]}>
          <Button size="small" icon={<Plus size={13} />} onClick={() => openAdd({ near: partAtHand() })}>
            Add a part
          </Button>
          <span>↑ ↓ move, Enter opens, F2 renames, C connects, Del deletes.</span>
        </div>
        {LAYERS.map((layer) => {
          const own = parts.filter((part) => layerOf(part) === layer);
          return own.length === 0 ? null : (
            <section key={layer} aria-label={`${LAYER_TITLES[layer]}, ${plural(own.length, "part")}`}>
              <h3 className={styles["layer"]}>
                <i aria-hidden="true" style={{ background: `var(--${layer})` }} />
                {LAYER_TITLES[layer]}
              </h3>
              <ul>
                {own.map((part) => (
                  <PartRow key={part.id} part={part} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      <div className={styles["over"]}>
        <Panels />
        <div className={styles["space"]} />
        <Refusal />
        <WhyCard />
      </div>
    </div>
  );
}

/** Up and down step from part to part. */
function walk(event: KeyboardEvent<HTMLElement>): boolean {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLElement) || event.target.closest("[data-part]") === null) return false;
  const titles = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-part-title]")];
  const own = event.target.closest("[data-part]")?.querySelector<HTMLElement>("[data-part-title]");
  const next = own === null || own === undefined ? undefined : titles[titles.indexOf(own) + by];
  next?.focus();
  event.preventDefault();
  return true;
}

function PartRow({ part }: { readonly part: Part }) {
  const { kind, headline } = viewOf(part);
  const wires = useDesign(useShallow((design) => design.system.wires.filter((wire) => wire.from.part === part.id)));
  const selected = useView((view) => view.selection.parts.includes(part.id));
  const problems = useProblems(part.id);
  return (
    <li className={styles["part"]} data-part={part.id} data-selected={selected || undefined}>
      <div className={styles["row"]}>
        <RowTitle part={part} selected={selected} />
        <span className={styles["settings"]}>
          {kind?.title ?? part.kind} · {headline}
        </span>
        {problems.length > 0 && (
          <Chip tone="bad" title={problems.map((problem) => problem.message).join("\n")}>
            ! {plural(problems.length, "problem")}
          </Chip>
        )}
        <RowFigures partId={part.id} />
        <span className={styles["tools"]}>
          <IconButton size="small" label={`Connect ${part.title}`} onClick={() => openConnect(part.id)}>
            <Link2 size={13} />
          </IconButton>
          <IconButton size="small" label={`Rename ${part.title}`} onClick={() => startRename(part.id)}>
            <Pencil size={13} />
          </IconButton>
          <IconButton
            size="small"
            label={`Delete ${part.title}`}
            onClick={() => {
              select({ parts: [part.id] });
              removeAtHand();
            }}
          >
            <Trash2 size={13} />
          </IconButton>
        </span>
      </div>
      {wires.length > 0 && (
        <ul className={styles["wires"]} aria-label={`Wires from ${part.title}`}>
          {wires.map((wire) => (
            <WireRow key={wire.id} wire={wire} from={part} />
          ))}
        </ul>
      )}
    </li>
  );
}

function RowTitle({ part, selected }: { readonly part: Part; readonly selected: boolean }) {
  const renaming = useCanvas((canvas) => canvas.renaming === part.id && canvas.outline);
  if (!renaming) {
    return (
      <button
        type="button"
        data-part-title=""
        className={styles["title"]}
        aria-pressed={selected}
        onClick={() => {
          select({ parts: [part.id] });
          openInspector();
        }}
      >
        {visibleText(part.title)}
      </button>
    );
  }
  return <TitleInput title={part.title} className={styles["rename"]} onDone={(title) => endRename(part.id, title)} />;
}

function RowFigures({ partId }: { readonly partId: string }) {
  const live = useRun(useShallow((run) => shownSample(run.snapshot?.nodes[partId])));
  if (live === null) return null;
  return (
    <>
      <span className={styles["live"]}>
        {live.figure}
        {live.share === live.figure ? "" : ` · ${live.share}`}
      </span>
      {live.lost !== "" && (
        <Chip tone="bad" title={live.reason}>
          {live.lost}
        </Chip>
      )}
    </>
  );
}

function WireRow({ wire, from }: { readonly wire: Wire; readonly from: Part }) {
  const to = useDesign((design) => design.system.parts.find((part) => part.id === wire.to.part));
  const perRow = useEventsPerRow(carriesRows(portOf(from, wire.from.port, "out")));
  const live = useRun(useShallow((run) => shownWire(run.snapshot?.wires[wire.id], false, perRow)));
  const target = visibleText(to?.title ?? wire.to.part);
  return (
    <li className={styles["wire"]}>
      <span>
        {portOf(from, wire.from.port, "out")?.label ?? wire.from.port} → <b>{target}</b> ·{" "}
        {(to === undefined ? undefined : portOf(to, wire.to.port, "in")?.label) ?? wire.to.port}
      </span>
      {live !== null && live.rate !== "" && <span>{live.each === "" ? live.rate : `${live.rate} ${live.each} events`}</span>}
      {live !== null && live.backlog !== "" && <span className={styles["backlog"]}>{live.backlog} waiting</span>}
      <IconButton
        size="small"
        label={`Remove the wire from ${from.title} to ${target}`}
        onClick={() => {
          removeWire(wire.id);
          focusPart(from.id);
        }}
      >
        <X size={12} />
      </IconButton>
    </li>
  );
}
