import type { FaultDecl, KindDecl, Props, Fields } from "../../catalogue/contract.ts";
import { faultTargets } from "../../catalogue/drawing/fault-targets.ts";
import { settingsNow } from "../../catalogue/fields/settings.ts";
import { wireFaults } from "../../catalogue/drawing/wire-faults.ts";
import type { Part, System, WireEnd } from "../../design/types.ts";
import { visibleText } from "../../base/visible-text.ts";

/** One thing that can happen to a part as it is set now; `targets` names what can be struck, none = the whole part. */
export type Breakage = Pick<FaultDecl<Props<Fields>>, "id" | "label" | "help" | "defaultDurationMs" | "amount"> & {
  readonly targets: readonly string[];
};

/** What stands in the drawing and what can happen to it. */
export type Breakable = { readonly id: string; readonly title: string; readonly breakages: readonly Breakage[] };

const MOST_TARGETS = 24;

/** What befalls all that stands in one place: pressed once, it strikes every part that can suffer it. */
const SHARED = ["zone-loss"];
const FEWEST_SHARING = 2;

/** What can befall several parts of a drawing at once. */
export function sharedBreakages(parts: readonly (readonly Breakage[])[]): readonly Breakage[] {
  return SHARED.flatMap((id) => {
    const sharing = parts.flatMap((breakages) => breakages.filter((breakage) => breakage.id === id));
    const [first] = sharing;
    if (first === undefined || sharing.length < FEWEST_SHARING) return [];
    return [{ ...first, help: `Strikes all ${sharing.length} parts that stand in zones, at once.` }];
  });
}

/** The links of a drawing and what can happen to each. */
export function linksOf(system: System, kindOf: (kind: string) => KindDecl | undefined): readonly Breakable[] {
  const end = ({ part: id, port }: WireEnd, direction: "in" | "out") => {
    const part = system.parts.find((each) => each.id === id);
    const ports = part === undefined ? [] : (kindOf(part.kind)?.ports ?? []);
    return { title: visibleText(part?.title ?? id), port: ports.find((each) => each.direction === direction && each.id === port) };
  };
  return system.wires.flatMap((wire) => {
    const from = end(wire.from, "out");
    const to = end(wire.to, "in");
    const breakages = wireFaults(from.port, to.port).map((fault) => ({ ...fault, targets: [] }));
    return breakages.length === 0 ? [] : [{ id: wire.id, title: `${from.title} → ${to.title}`, breakages }];
  });
}

/** What can happen to a part of a drawing; nothing for a kind this app does not know. */
export function breakagesOf(part: Part, kind: KindDecl | null | undefined, system: System): readonly Breakage[] {
  if (kind === null || kind === undefined) return [];
  const settings = settingsNow(kind, part);
  const props = Object.fromEntries(
    Object.entries(kind.fields).map(([name, field]) => [name, Object.hasOwn(settings, name) ? settings[name] : field.default]),
  );
  return kind.faults.map((fault) => ({ ...fault, targets: targetsOf(fault, props as Props<Fields>, part.id, system) }));
}

function targetsOf(
  fault: Pick<FaultDecl<Props<Fields>>, "targets" | "targetPort">,
  props: Props<Fields>,
  id: string,
  { parts, wires }: System,
): readonly string[] {
  const titleOf = (part: string): string => visibleText(parts.find((each) => each.id === part)?.title ?? part);
  try {
    return (faultTargets(fault, props, { id, wires, titleOf }) ?? []).slice(0, MOST_TARGETS);
  } catch {
    // Settings out of range may make no sense to the kind; the whole part can still be struck.
    return [];
  }
}
