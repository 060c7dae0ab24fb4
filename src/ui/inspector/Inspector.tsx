import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, X } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { useShallow } from "zustand/react/shallow";
import type { KindDecl } from "../../catalogue/contract.ts";
import { fieldApplies, settingsNow } from "../../catalogue/fields/settings.ts";
import { partById } from "../../design/selectors.ts";
import type { Part, Wire } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { formatExact, formatRate } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { closeInspector, select, useView } from "../stores/view-store.ts";
import { nudge, removeAtHand, removeWire, rename } from "../drawing/canvas-actions.ts";
import { EventsSection } from "../events/EventsSection.tsx";
import { focusPart } from "../drawing/canvas-view.ts";
import { LAYER_TITLES, layerOf, portOf, viewOf } from "../part-view/kinds.ts";
import { LayerGlyph } from "../part-view/LayerGlyph.tsx";
import { useKindFacts } from "../part-view/use-kind-facts.ts";
import { useProblems, type PartProblem } from "../part-view/part-problems.ts";
import { FieldEditor } from "./FieldEditor.tsx";
import { PartFacts } from "./PartFacts.tsx";
import { PartSwap } from "./PartSwap.tsx";
import { PartFigures } from "./PartFigures.tsx";
import { PartWires } from "./PartWires.tsx";
import { Section } from "../parts/Section.tsx";
import styles from "./Inspector.module.css";
import { visibleText } from "../../base/visible-text.ts";

/** What is selected, in full and to be changed: one part or one wire. */
export function Inspector() {
  const { parts, wires } = useView((view) => view.selection);
  const part = useDesign((design) => (parts.length === 1 ? partById(design, parts[0] ?? "") : undefined));
  const wire = useDesign((design) =>
    parts.length === 0 && wires.length === 1 ? design.system.wires.find((candidate) => candidate.id === wires[0]) : undefined,
  );
  const leave = (): void => {
    closeInspector();
    const back = part?.id ?? wire?.from.part;
    if (back !== undefined) focusPart(back);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    leave();
  };
  const what = part !== undefined ? visibleText(part.title) : wire !== undefined ? "Wire" : "Selection";
  return (
    <aside className={styles["inspector"]} aria-label={`Inspector: ${what}`} onKeyDown={onKeyDown}>
      {part !== undefined && <PartInspector key={part.id} part={part} onClose={leave} />}
      {part === undefined && wire !== undefined && <WireInspector wire={wire} onClose={leave} />}
      {part === undefined && wire === undefined && (
        <div className={styles["head"]}>
          <p className={styles["quiet"]}>{parts.length + wires.length} selected</p>
          <Close onClose={leave} />
        </div>
      )}
    </aside>
  );
}

function Close({ onClose }: { readonly onClose: () => void }) {
  return (
    <IconButton size="small" label="Close the inspector (Esc)" onClick={onClose}>
      <X size={15} />
    </IconButton>
  );
}

function PartInspector({ part, onClose }: { readonly part: Part; readonly onClose: () => void }) {
  const { kind, props, problems: settings } = viewOf(part);
  const problems = useProblems(part.id);
  const layer = layerOf(part);
  const errorOf = (name: string): string | null => [...settings, ...problems].find((problem) => problem.field === name)?.message ?? null;
  const general = problems.filter((problem) => problem.field === undefined || kind === null || !Object.hasOwn(kind.fields, problem.field));
  return (
    <>
      <div className={styles["head"]} style={{ borderTopColor: `var(--${layer})` }}>
        <span className={styles["glyph"]} style={{ color: `var(--${layer})` }}>
          {kind !== null && <LayerGlyph family={kind.family} size={16} />}
        </span>
        <div className={styles["names"]}>
          <Title part={part} />
          <p className={styles["quiet"]}>{kind === null ? `Unknown kind “${part.kind}”` : `${LAYER_TITLES[layer]} · ${kind.title}`}</p>
        </div>
        <Close onClose={onClose} />
      </div>
      <div className={styles["body"]} data-scrolls="">
        {kind !== null && <p className={styles["summary"]}>{kind.summary}</p>}
        {kind !== null && <PartSwap part={part} kind={kind} />}
        <ProblemList problems={general} />
        <PartFigures partId={part.id} />
        {kind !== null && (
          <>
            {kind.replaysEvents === true && <EventsSection hasSettings={Object.keys(kind.fields).length > 0} />}
            <PartSettings part={part} kind={kind} errorOf={errorOf} />
            <PartWires part={part} kind={kind} />
            <PartFacts kind={kind} props={props} />
          </>
        )}
        <div className={styles["foot"]}>
          <Button
            size="small"
            look="danger"
            onClick={() => {
              select({ parts: [part.id] });
              removeAtHand();
            }}
          >
            Delete {visibleText(part.title)}
          </Button>
          <span className={styles["space"]} />
          <Move />
        </div>
      </div>
    </>
  );
}

function ProblemList({ problems }: { readonly problems: readonly PartProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles["problems"]} aria-label="Problems">
      {problems.map((problem) => (
        <li key={problem.message} data-severity={problem.severity}>
          <span aria-hidden="true">! </span>
          {problem.message}
        </li>
      ))}
    </ul>
  );
}

/** Every field that does something as the others stand: those that matter first, the others behind a fold. */
function PartSettings({
  part,
  kind,
  errorOf,
}: {
  readonly part: Part;
  readonly kind: KindDecl;
  readonly errorOf: (name: string) => string | null;
}) {
  const read = useKindFacts(kind.id);
  // The same fields with their help, once that has come; a kind the page draws with comes without it.
  const fields = read === null || read === "failed" ? kind.fields : read.fields;
  const settings = settingsNow(kind, part);
  const editors = (advanced: boolean) =>
    Object.entries(fields)
      .filter(([name, field]) => (field.advanced ?? false) === advanced && fieldApplies(kind, settings, name))
      .map(([name, field]) => <FieldEditor key={name} part={part} kind={kind} name={name} field={field} across={errorOf(name)} />);
  const main = editors(false);
  const more = editors(true);
  return (
    <>
      {main.length > 0 && (
        <Section title="Settings" open>
          {main}
        </Section>
      )}
      {more.length > 0 && (
        <Section title="More settings" count={String(more.length)}>
          {more}
        </Section>
      )}
    </>
  );
}

/** The way to move a card without dragging it. */
function Move() {
  return (
    <>
      <span className={styles["quiet"]}>Move</span>
      <IconButton size="small" label="Move left" onClick={() => nudge(-1, 0)}>
        <ArrowLeft size={13} />
      </IconButton>
      <IconButton size="small" label="Move up" onClick={() => nudge(0, -1)}>
        <ArrowUp size={13} />
      </IconButton>
      <IconButton size="small" label="Move down" onClick={() => nudge(0, 1)}>
        <ArrowDown size={13} />
      </IconButton>
      <IconButton size="small" label="Move right" onClick={() => nudge(1, 0)}>
        <ArrowRight size={13} />
      </IconButton>
    </>
  );
}

/** The title, always ready to be written. */
function Title({ part }: { readonly part: Part }) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <input
      className={styles["title"]}
      aria-label="Title of the part"
      value={draft ?? part.title}
      maxLength={200}
      onChange={(event) => {
        setDraft(event.target.value);
        rename(part.id, event.target.value);
      }}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

function WireInspector({ wire, onClose }: { readonly wire: Wire; readonly onClose: () => void }) {
  const [from, to] = useDesign(useShallow((design) => [partById(design, wire.from.part), partById(design, wire.to.part)]));
  const sample = useRun((run) => run.snapshot?.wires[wire.id]);
  return (
    <>
      <div className={styles["head"]} style={{ borderTopColor: `var(--${from === undefined ? "govern" : layerOf(from)})` }}>
        <div className={styles["names"]}>
          <h2>Wire</h2>
          <p className={styles["quiet"]}>{visibleText(`${from?.title ?? wire.from.part} → ${to?.title ?? wire.to.part}`)}</p>
        </div>
        <Close onClose={onClose} />
      </div>
      <div className={styles["body"]} data-scrolls="">
        <table className={styles["table"]}>
          <tbody>
            <End name="From" part={from} port={wire.from.port} />
            <End name="To" part={to} port={wire.to.port} />
            {sample !== undefined && (
              <tr>
                <th scope="row">Rate</th>
                <td className={styles["right"]}>{formatRate(sample.ratePerSecond)}</td>
              </tr>
            )}
            {sample !== undefined && (
              <tr>
                <th scope="row">Waiting</th>
                <td className={styles["right"]}>{formatExact(Math.round(sample.backlog))}</td>
              </tr>
            )}
          </tbody>
        </table>
        <div className={styles["foot"]}>
          <Button
            size="small"
            look="danger"
            onClick={() => {
              removeWire(wire.id);
              focusPart(wire.from.part);
            }}
          >
            Remove the wire
          </Button>
        </div>
      </div>
    </>
  );
}

function End({ name, part, port }: { readonly name: "From" | "To"; readonly part: Part | undefined; readonly port: string }) {
  const declared = part === undefined ? undefined : portOf(part, port, name === "From" ? "out" : "in");
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={styles["right"]}>
        {part === undefined ? (
          "missing"
        ) : (
          <button type="button" className={styles["link"]} onClick={() => select({ parts: [part.id] })}>
            {visibleText(part.title)}
          </button>
        )}
        <small>
          {declared?.label ?? port}
          {declared === undefined ? "" : ` · ${declared.carries.join(" or ")}`}
        </small>
      </td>
    </tr>
  );
}
