import { useState } from "react";
import { kindById } from "../../catalogue/registry.ts";
import { OWN_DURATION_MS } from "../../design/own-workload.ts";
import { MenuItem, MenuLabel, MenuLine, MenuSub } from "../parts/Menu.tsx";
import { formatClock, formatMs } from "../parts/format.ts";
import { useDesign } from "../stores/design-store.ts";
import { useEvents } from "../stores/events-store.ts";
import { isActive } from "../stores/run-machine.ts";
import { clearPlanned, inject, runStore, useRun } from "../stores/run-store.ts";
import { useSession } from "../stores/session-store.ts";
import { announce } from "../stores/view-store.ts";
import { breakagesOf, linksOf, sharedBreakages, type Breakage, type Link } from "./breakages.ts";
import { totalOf } from "./marks.ts";
import { visibleText } from "../../base/visible-text.ts";

type Struck = { readonly id: string; readonly title: string };
/** A fault for this part strikes every part that can suffer it. */
const EVERYTHING: Struck = { id: "*", title: "Every part" };

const DURATIONS_MS = [10_000, 30_000, 60_000, 300_000, 900_000] as const;
/** Where a fault planned before the run strikes: late enough to see the calm before it. */
const PLANNED_SHARE = 1 / 3;

/** The parts of the design that can break, what can happen to each, and for how long. */
export function BreakItems() {
  const system = useDesign((design) => design.system);
  const { parts } = system;
  const live = useRun((run) => isActive(run.status));
  const planned = useRun((run) => run.planned.length);
  const scenario = useSession((session) => session.scenario);
  const ownMs = useDesign((design) => design.workload?.durationMs ?? OWN_DURATION_MS);
  const [durationMs, setDurationMs] = useState<number | null>(null);
  const breakable = parts
    .map((part) => ({ part, breakages: breakagesOf(part, kindById(part.kind)) }))
    .filter(({ breakages }) => breakages.length > 0);
  const shared = sharedBreakages(breakable.map(({ breakages }) => breakages));
  const replayed = useEvents((events) => events.look?.span ?? null);
  const { fromMs, untilMs } = replayed ?? { fromMs: 0, untilMs: totalOf(scenario, null, ownMs) };
  const plannedMs = Math.round(fromMs + (untilMs - fromMs) * PLANNED_SHARE);
  const when = live ? "Strikes at once" : `Strikes the next run at ${formatClock(scenario?.workload.startAt ?? null, plannedMs)}`;

  const strike = (struck: Struck, breakage: Breakage, index: number | null): void => {
    const striking = isActive(runStore.getState().status);
    inject({
      fault: breakage.id,
      part: struck.id,
      durationMs: durationMs ?? breakage.defaultDurationMs,
      ...(index === null ? {} : { index }),
      ...(striking ? {} : { atMs: plannedMs }),
    });
    announce(`${struck.title}: ${breakage.label}. ${striking ? "Struck." : when}`);
  };
  if (breakable.length === 0) return <MenuLabel>{parts.length === 0 ? "Nothing is drawn yet" : "None of these parts can break"}</MenuLabel>;
  return (
    <>
      <MenuLabel>{when}</MenuLabel>
      {breakable.map(({ part, breakages }) => (
        <MenuSub key={part.id} label={visibleText(part.title)}>
          {breakages.map((breakage) => (
            <BreakageItem
              key={breakage.id}
              breakage={breakage}
              durationMs={durationMs ?? breakage.defaultDurationMs}
              onStrike={(index) => strike(part, breakage, index)}
            />
          ))}
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
  readonly links: readonly Link[];
  readonly durationMs: number | null;
  readonly onStrike: (link: Link, breakage: Breakage) => void;
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
