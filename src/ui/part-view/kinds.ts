import type { KindDecl, PortDecl, Props, Fields } from "../../catalogue/contract.ts";
import type { Layer } from "../../catalogue/families/family.ts";
import { KINDS, kindById } from "../../catalogue/registry.ts";
import { defaults, parseSettings, settingsNow } from "../../catalogue/fields/settings.ts";
import { drawnWireProblem, wireCounts, wireProblem } from "../../catalogue/drawing/wiring.ts";
import type { Design, Part, SettingValue, WireEnd } from "../../design/types.ts";

/** What the canvas asks the catalogue about a part; every answer is remembered for as long as the part object lives. */
export type PartView = {
  /** null: the design names a kind this app does not have. */
  readonly kind: KindDecl | null;
  /** Settings with defaults filled in; where a setting is wrong, the default stands in for it. */
  readonly props: Props<Fields>;
  /** One line of the settings that matter. */
  readonly headline: string;
  /** What is wrong with the settings, by field. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
};

const views = new WeakMap<Part, PartView>();

export function viewOf(part: Part): PartView {
  const known = views.get(part);
  if (known !== undefined) return known;
  const view = makeView(part);
  views.set(part, view);
  return view;
}

function makeView(part: Part): PartView {
  const kind = kindById(part.kind) ?? null;
  if (kind === null) {
    return {
      kind,
      props: {},
      headline: `unknown kind ${part.kind}`,
      problems: [{ field: "kind", message: `This app has no part of the kind "${part.kind}". Delete it or replace it.` }],
    };
  }
  const parsed = parseSettings(kind, part.settings, "settings", part.version ?? 1);
  const props = parsed.ok ? parsed.value : usable(kind, part);
  const problems = parsed.ok ? [] : parsed.error.map(({ where, message }) => ({ field: where.split(".").at(-1) ?? "", message }));
  return { kind, props, headline: headlineOf(kind, props), problems };
}

/** The settings that can be used one by one, over the defaults. */
function usable(kind: KindDecl, part: Part): Props<Fields> {
  const settings: Record<string, SettingValue> = {};
  for (const [field, value] of Object.entries(settingsNow(kind, part))) {
    if (parseSettings(kind, { [field]: value }, "settings").ok) settings[field] = value;
  }
  const parsed = parseSettings(kind, settings, "settings");
  return parsed.ok ? parsed.value : defaults(kind);
}

/** The headline is the kind's own code; settings that disagree with each other must not take the canvas down. */
function headlineOf(kind: KindDecl, props: Props<Fields>): string {
  try {
    return kind.headline(props);
  } catch {
    return kind.title;
  }
}

export const LAYER_TITLES: { readonly [layer in Layer]: string } = {
  source: "Source",
  ingest: "Ingest",
  process: "Process",
  store: "Store",
  serve: "Serve",
  govern: "Govern",
};

export function layerOf(part: Part): Layer {
  return viewOf(part).kind?.layer ?? "govern";
}

/** An in-port and an out-port of a kind may share a name. */
export function portOf(part: Part, port: string, direction: PortDecl["direction"]): PortDecl | undefined {
  return viewOf(part).kind?.ports.find((candidate) => candidate.id === port && candidate.direction === direction);
}

/** Why these two ends cannot be wired, or null when they can. */
export function refusalOf(design: Design, from: WireEnd, to: WireEnd): string | null {
  return drawnWireProblem(design.system, from, to);
}

/** A possible wire between the part asked about and another. */
export type Target = {
  readonly from: WireEnd;
  readonly to: WireEnd;
  readonly other: Part;
  readonly ownPort: PortDecl;
  readonly otherPort: PortDecl;
};

/** Every wire that could be drawn from or to a part: first what it cannot run without, then outgoing ones. `only` keeps those with one other part. */
export function targetsOf(design: Design, partId: string, only?: string): readonly Target[] {
  const found = pairsOf(design, partId, only).filter(({ from, to }) => refusalOf(design, from, to) === null);
  const rank = (target: Target): number => (isNeeded(design, partId, target) ? 0 : target.ownPort.direction === "out" ? 1 : 2);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether a wire would fill a port of the part that no run may leave empty. */
export function isNeeded(design: Design, partId: string, { ownPort }: Target): boolean {
  if (ownPort.required !== true) return false;
  return !design.system.wires.some(({ from, to }) =>
    ownPort.direction === "in" ? to.part === partId && to.port === ownPort.id : from.part === partId && from.port === ownPort.id,
  );
}

/** The other parts a wire could join, were it not that data would come back to where it came from. */
export function loopedWith(design: Design, partId: string, only?: string): readonly Part[] {
  const looped = pairsOf(design, partId, only).flatMap(({ from, to, other }) => {
    const counts = wireCounts(design.system, from, to);
    const [fromKind, toKind] = [from, to]
      .map((end) => design.system.parts.find(({ id }) => id === end.part))
      .map((part) => kindById(part?.kind ?? ""));
    if (!counts.makesLoop || fromKind === undefined || toKind === undefined) return [];
    return wireProblem(fromKind, from.port, toKind, to.port, { ...counts, makesLoop: false }) === null ? [other] : [];
  });
  return [...new Set(looped)];
}

/** An out-port and an in-port, of a part and of each other one. */
function pairsOf(design: Design, partId: string, only?: string): readonly Target[] {
  const part = design.system.parts.find((candidate) => candidate.id === partId);
  const own = part === undefined ? null : viewOf(part).kind;
  if (own === null) return [];
  return design.system.parts.flatMap((other) => {
    const kind = viewOf(other).kind;
    if (kind === null || other.id === partId || (only !== undefined && other.id !== only)) return [];
    return own.ports.flatMap((ownPort) =>
      kind.ports.flatMap((otherPort): readonly Target[] => {
        if (ownPort.direction === otherPort.direction) return [];
        const mine = { part: partId, port: ownPort.id };
        const theirs = { part: other.id, port: otherPort.id };
        const [from, to] = ownPort.direction === "out" ? [mine, theirs] : [theirs, mine];
        return [{ from, to, other, ownPort, otherPort }];
      }),
    );
  });
}

export { KINDS, kindById };
