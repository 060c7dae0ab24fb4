import { useReactFlow, useStore, ViewportPortal, type ReactFlowState } from "@xyflow/react";
import { X } from "lucide-react";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { shallow } from "zustand/shallow";
import { visibleText } from "../../base/visible-text.ts";
import { marksOf, moveNote, removeMark, renameGroup, writeNote } from "../../design/marks/edits-marks.ts";
import type { DrawnGroup, DrawnNote, Point } from "../../design/types.ts";
import { IconButton } from "../parts/Button.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { announce, select, useView } from "../stores/view-store.ts";
import { startRename, useCanvas } from "../stores/canvas-store.ts";
import { titleOf } from "../drawing/canvas-actions.ts";
import { groupBox, groupDepth, NOTE_WIDTH_PX, noteHeightPx } from "../drawing/marks.ts";
import { GRID_PX, NODE_HEIGHT_PX, NODE_WIDTH_PX, snapped } from "../drawing/placement.ts";
import { TitleInput } from "./TitleInput.tsx";
import styles from "./Marks.module.css";

/** What is written on the drawing and is no part of the run: boxes with a title behind the parts, notes with an arrow to theirs. */
export function Marks() {
  const marks = useDesign(marksOf);
  const readOnly = useView((view) => view.readOnly);
  if (marks.groups.length + marks.notes.length === 0) return null;
  return (
    <ViewportPortal>
      {marks.groups.map((group) => (
        <Group key={group.id} group={group} depth={groupDepth(marks.groups, group)} readOnly={readOnly} />
      ))}
      {marks.notes.map((note) => (
        <Note key={note.id} note={note} readOnly={readOnly} />
      ))}
    </ViewportPortal>
  );
}

function cardsOf({ nodeLookup }: ReactFlowState, ids: readonly string[]): readonly number[] {
  return ids.flatMap((id) => {
    const node = nodeLookup.get(id);
    if (node === undefined) return [];
    const { x, y } = node.internals.positionAbsolute;
    return [x, y, node.measured.width ?? NODE_WIDTH_PX, node.measured.height ?? NODE_HEIGHT_PX];
  });
}

function Group({ group, depth, readOnly }: { readonly group: DrawnGroup; readonly depth: number; readonly readOnly: boolean }) {
  const cards = useStore((state) => cardsOf(state, group.parts), shallow);
  const renaming = useCanvas((canvas) => canvas.renaming === `mark:${group.id}`);
  const box = groupBox(cards, depth);
  if (box === null) return null;
  const title = visibleText(group.title);
  const remove = (): void => {
    editDesign(`Remove the group ${title}`, (design) => removeMark(design, group.id));
    announce(`Group ${title} removed; its parts stay.`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Delete" || event.key === "Backspace") remove();
    else if (event.key === "F2") startRename(`mark:${group.id}`);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="group"
      aria-label={`Group ${title}`}
      className={styles["group"]}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    >
      {renaming ? (
        <TitleInput
          title={group.title}
          label="Title of the group"
          className={`nodrag nopan ${styles["naming"] ?? ""}`}
          onDone={(text) => {
            if (text !== null) editDesign("Name the group", (design) => renameGroup(design, group.id, text));
            startRename(null);
          }}
        />
      ) : (
        <span className={styles["head"]}>
          <button
            type="button"
            className={`nodrag nopan ${styles["title"] ?? ""}`}
            title="Click: select its parts. Double click or F2: rename. Del: remove the box, not the parts."
            disabled={readOnly}
            onClick={() => select({ parts: group.parts })}
            onDoubleClick={() => startRename(`mark:${group.id}`)}
            onKeyDown={onKeyDown}
          >
            {title === "" ? "Untitled group" : title}
          </button>
          {!readOnly && (
            <span className={styles["off"]}>
              <IconButton size="small" label={`Remove the group ${title}`} onClick={remove}>
                <X size={11} />
              </IconButton>
            </span>
          )}
        </span>
      )}
    </div>
  );
}

/** Drags a note by itself; where it is let go, it stays, as one step to undo. */
function useNoteDrag(note: DrawnNote, isFixed: boolean) {
  const { getZoom } = useReactFlow();
  const [held, setHeld] = useState<{ readonly from: Point; readonly at: Point } | null>(null);
  const move = (to: Point): void => editDesign("Move the note", (design) => moveNote(design, note.id, snapped(to)), `move ${note.id}`);
  const pointing = {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0 || isFixed || (event.target as Element).closest("button, textarea") !== null) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      setHeld({ from: { x: event.clientX, y: event.clientY }, at: note.position });
    },
    onPointerMove: (event: PointerEvent): void => {
      if (held === null) return;
      const zoom = getZoom();
      const by = { x: (event.clientX - held.from.x) / zoom, y: (event.clientY - held.from.y) / zoom };
      setHeld({ ...held, at: { x: note.position.x + by.x, y: note.position.y + by.y } });
    },
    onPointerUp: (): void => {
      if (held !== null) move(held.at);
      setHeld(null);
    },
  };
  return { at: held?.at ?? note.position, move, pointing };
}

const STEPS: { readonly [key: string]: Point } = {
  ArrowLeft: { x: -GRID_PX, y: 0 },
  ArrowRight: { x: GRID_PX, y: 0 },
  ArrowUp: { x: 0, y: -GRID_PX },
  ArrowDown: { x: 0, y: GRID_PX },
};

function Note({ note, readOnly }: { readonly note: DrawnNote; readonly readOnly: boolean }) {
  const writing = useCanvas((canvas) => canvas.renaming === `mark:${note.id}`);
  const about = useStore((state) => (note.about === undefined ? [] : cardsOf(state, [note.about])), shallow);
  const { at, move, pointing } = useNoteDrag(note, writing || readOnly);
  const text = visibleText(note.text);
  const height = noteHeightPx(note.text);
  const remove = (): void => editDesign("Remove the note", (design) => removeMark(design, note.id));
  const write = (): void => {
    if (!readOnly) startRename(`mark:${note.id}`);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    if (step !== undefined) move({ x: at.x + step.x, y: at.y + step.y });
    else if (event.key === "Enter" || event.key === "F2") write();
    else if (event.key === "Delete" || event.key === "Backspace") remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      {about.length > 0 && <Arrow from={{ x: at.x, y: at.y, width: NOTE_WIDTH_PX, height }} to={about} />}
      <div
        role="group"
        tabIndex={0}
        aria-label={`Note${note.about === undefined ? "" : ` about ${titleOf(note.about)}`}: ${text}`}
        className={`nodrag nopan ${styles["note"] ?? ""}`}
        style={{ left: at.x, top: at.y, width: NOTE_WIDTH_PX, minHeight: height }}
        onDoubleClick={write}
        onKeyDown={onKeyDown}
        {...pointing}
      >
        {writing ? <NoteText text={note.text} onDone={(words) => endNote(note.id, words)} /> : <p>{text}</p>}
        {!readOnly && !writing && (
          <span className={styles["off"]}>
            <IconButton size="small" label="Remove the note" onClick={remove}>
              <X size={11} />
            </IconButton>
          </span>
        )}
      </div>
    </>
  );
}

/** Ends writing a note; one without words goes. */
function endNote(id: string, words: string | null): void {
  if (words !== null)
    editDesign("Write the note", (design) => (words.trim() === "" ? removeMark(design, id) : writeNote(design, id, words)));
  startRename(null);
}

/** Words while they are written: leaving or Ctrl+Enter keeps them, Escape the old ones. */
function NoteText({ text, onDone }: { readonly text: string; readonly onDone: (text: string | null) => void }) {
  const [draft, setDraft] = useState(text);
  return (
    <textarea
      aria-label="Text of the note"
      value={draft}
      rows={3}
      maxLength={2000}
      ref={(area) => {
        if (area !== null && document.activeElement !== area) area.focus();
      }}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => onDone(draft)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
        if (event.key === "Escape") onDone(draft === text ? null : draft);
      }}
    />
  );
}

/** From the edge of a note to the edge of the part it is about. */
function Arrow({ from, to }: { readonly from: { x: number; y: number; width: number; height: number }; readonly to: readonly number[] }) {
  const [x = 0, y = 0, width = 0, height = 0] = to;
  const below = from.y >= y + height;
  const above = from.y + from.height <= y;
  const [x1, y1, x2, y2] =
    below || above
      ? [from.x + from.width / 2, below ? from.y : from.y + from.height, x + width / 2, below ? y + height + 4 : y - 4]
      : [from.x > x ? from.x : from.x + from.width, from.y + from.height / 2, from.x > x ? x + width + 4 : x - 4, y + height / 2];
  return (
    <svg className={styles["arrow"]} aria-hidden="true">
      <path d={`M${x1},${y1} L${x2},${y2}`} markerEnd="url(#wire-end)" />
    </svg>
  );
}
