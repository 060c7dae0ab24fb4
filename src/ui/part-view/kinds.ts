import type { KindDecl, PortDecl, Props, Fields } from "../../catalogue/contract.ts";
import type { Layer } from "../../catalogue/families/family.ts";
import { KINDS, kindById } from "../../catalogue/registry.ts";
import { defaults, parseSettings } from "../../catalogue/fields/settings.ts";
import { drawnWireProblem } from "../../catalogue/drawing/wiring.ts";
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
  const parsed = parseSettings(kind, part.settings, "settings");
  const props = parsed.ok ? parsed.value : usable(kind, part);
  const problems = parsed.ok ? [] : parsed.error.map(({ where, message }) => ({ field: where.split(".").at(-1) ?? "", message }));
  return { kind, props, headline: headlineOf(kind, props), problems };
}

/** The settings that can be used one by one, over the defaults. */
function usable(kind: KindDecl, part: Part): Props<Fields> {
  const settings: Record<string, SettingValue> = {};
  for (const [field, value] of Object.entries(part.settings)) {
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

/** Every wire that could be drawn from or to a part, outgoing first. `only` keeps those with one other part. */
export function targetsOf(design: Design, partId: string, only?: string): readonly Target[] {
  const part = design.system.parts.find((candidate) => candidate.id === partId);
  const own = part === undefined ? null : viewOf(part).kind;
  if (own === null) return [];
  const found = design.system.parts.flatMap((other) => {
    const kind = viewOf(other).kind;
    if (kind === null || other.id === partId || (only !== undefined && other.id !== only)) return [];
    return own.ports.flatMap((ownPort) =>
      kind.ports.flatMap((otherPort): readonly Target[] => {
        if (ownPort.direction === otherPort.direction) return [];
        const mine = { part: partId, port: ownPort.id };
        const theirs = { part: other.id, port: otherPort.id };
        const [from, to] = ownPort.direction === "out" ? [mine, theirs] : [theirs, mine];
        return refusalOf(design, from, to) === null ? [{ from, to, other, ownPort, otherPort }] : [];
      }),
    );
  });
  return found.toSorted((a, b) => Number(a.ownPort.direction === "in") - Number(b.ownPort.direction === "in"));
}

export { KINDS, kindById };
