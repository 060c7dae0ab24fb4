import { useState } from "react";
import { kindById } from "../../catalogue/registry.ts";
import { MenuItem, MenuLabel, MenuLine, MenuSub } from "../parts/Menu.tsx";
import { formatMs } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { clearPlanned, useRun } from "../stores/run-store.ts";
import { breakagesOf, linksOf, sharedBreakages, type Breakable, type Breakage } from "./breakages.ts";
import { useStriking, type Struck } from "./use-striking.ts";
import { visibleText } from "../../base/visible-text.ts";

/** A fault for this part strikes every part that can suffer it. */
const EVERYTHING: Struck = { id: "*", title: "Every part" };

const DURATIONS_MS = [10_000, 30_000, 60_000, 300_000, 900_000] as const;
/** The parts of the design that can break, what can happen to each, and for how long. */
export function BreakItems({ onAsk }: { readonly onAsk: (breakable: Breakable) => void }) {
  const system = useDesign((design) => design.system);
  const { parts } = system;
  const planned = useRun((run) => run.planned.length);
  const [durationMs, setDurationMs] = useState<number | null>(null);
  const { when, strike: struck } = useStriking();
  const breakable = parts
    .map((part): Breakable => ({ id: part.id, title: visibleText(part.title), breakages: breakagesOf(part, kindById(part.kind), system) }))
    .filter(({ breakages }) => breakages.length > 0);
  const shared = sharedBreakages(breakable.map(({ breakages }) => breakages));
  const strike = (part: Struck, breakage: Breakage, index: number | null): void =>
    struck(part, breakage, {
      fault: breakage.id,
      durationMs: durationMs ?? breakage.defaultDurationMs,
      ...(index === null ? {} : { index }),
    });
  if (breakable.length === 0) return <MenuLabel>{parts.length === 0 ? "Nothing is drawn yet" : "None of these parts can break"}</MenuLabel>;
  return (
    <>
      <MenuLabel>{when}</MenuLabel>
      {breakable.map((part) => (
        <MenuSub key={part.id} label={part.title}>
          {part.breakages.map((breakage) => (
            <BreakageItem
              key={breakage.id}
              breakage={breakage}
              durationMs={durationMs ?? breakage.defaultDurationMs}
              onStrike={(index) => strike(part, breakage, index)}
            />
          ))}
          <MenuLine />
          <MenuItem note="How strong, how long, what of it" onSelect={() => onAsk(part)}>
            In numbers of your own…
          </MenuItem>
        </MenuSub>
      ))}
      {shared.map((breakage) => (
        <BreakageItem
          key={breakage.id}
          breakage={{ ...breakage, label: `${breakage.label}, everywhere` }}
          durationMs={durationMs ?? breakage.defaultDurationMs}
          onStrike={(index) => strike(EVERYTHING, breakage, index)}
        />
      ))}
      <LinkItems links={linksOf(system, kindById)} durationMs={durationMs} onStrike={(link, breakage) => strike(link, breakage, null)} />
      <MenuLine />
      <MenuSub label="For how long" note={durationMs === null ? "as usual for each" : formatMs(durationMs)}>
        <MenuItem checked={durationMs === null} stays onSelect={() => setDurationMs(null)}>
          As usual for each
        </MenuItem>
        {DURATIONS_MS.map((ms) => (
          <MenuItem key={ms} checked={durationMs === ms} stays onSelect={() => setDurationMs(ms)}>
            {formatMs(ms)}
          </MenuItem>
        ))}
      </MenuSub>
      {planned > 0 && <MenuItem onSelect={clearPlanned}>Take back what is planned ({planned})</MenuItem>}
    </>
  );
}

/** The links between parts, each with what can happen to it. */
function LinkItems({
  links,
  durationMs,
  onStrike,
}: {
  readonly links: readonly Breakable[];
  readonly durationMs: number | null;
  readonly onStrike: (link: Breakable, breakage: Breakage) => void;
}) {
  if (links.length === 0) return null;
  return (
    <MenuSub label="A link">
      {links.map((link) => (
        <MenuSub key={link.id} label={link.title}>
          {link.breakages.map((breakage) => (
            <BreakageItem
              key={breakage.id}
              breakage={breakage}
              durationMs={durationMs ?? breakage.defaultDurationMs}
              onStrike={() => onStrike(link, breakage)}
            />
          ))}
        </MenuSub>
      ))}
    </MenuSub>
  );
}

function BreakageItem({
  breakage,
  durationMs,
  onStrike,
}: {
  readonly breakage: Breakage;
  readonly durationMs: number;
  readonly onStrike: (index: number | null) => void;
}) {
  const label = `${breakage.label} · ${formatMs(durationMs)}`;
  if (breakage.targets.length === 0)
    return (
      <MenuItem note={breakage.help} onSelect={() => onStrike(null)}>
        {label}
      </MenuItem>
    );
  return (
    <MenuSub label={label} note={breakage.help}>
      {breakage.targets.map((target, index) => (
        <MenuItem key={target} onSelect={() => onStrike(index)}>
          {target}
        </MenuItem>
      ))}
    </MenuSub>
  );
}
