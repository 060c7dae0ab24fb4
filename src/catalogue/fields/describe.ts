import type { AmountDecl, Field, Fields, KindDecl, KindDoc, PortDecl, Source } from "../contract.ts";
import { defaults, takes } from "./settings.ts";

/** A kind as plain data: what `quadrant kinds ID --json` prints and the doc page shows. Nothing in it is typed twice. */
export type KindDescription = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly family: string;
  readonly layer: string;
  readonly summary: string;
  /** The headline of a part at its defaults. */
  readonly headline: string;
  readonly fields: readonly FieldDescription[];
  readonly limits: readonly LimitDescription[];
  readonly prices: readonly PriceDescription[];
  readonly ports: readonly PortDecl[];
  readonly faults: readonly FaultDescription[];
  readonly doc: KindDoc;
  readonly examples: KindDecl["examples"];
};

export type FieldDescription = {
  readonly name: string;
  readonly label: string;
  readonly type: Field["type"];
  readonly unit: string | null;
  readonly default: unknown;
  /** What it accepts, in words. */
  readonly takes: string;
  readonly help: string;
  readonly advanced: boolean;
  /** Null: it always does something. */
  readonly onlyWith: Field["onlyWith"] | null;
  readonly source: Source | null;
};

export type LimitDescription = {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  readonly note: string | null;
  readonly source: Source;
};

/** `unitPriceUsd` at the defaults; null when no price is known. */
export type PriceDescription = {
  readonly dimension: string;
  readonly unit: string;
  readonly unitPriceUsd: number | null;
  readonly source: Source;
};

export type FaultDescription = {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly defaultDurationMs: number;
  /** What can be struck at the defaults; empty = the whole part. */
  readonly targets: readonly string[];
  /** Null: it has none. */
  readonly amount: AmountDecl | null;
};

/** Everything about a kind as plain, JSON-safe data. */
export function describeKind<F extends Fields>(kind: KindDecl<F>): KindDescription {
  const props = defaults(kind);
  return {
    id: kind.id,
    version: kind.version,
    title: kind.title,
    family: kind.family,
    layer: kind.layer,
    summary: kind.summary,
    headline: kind.headline(props),
    fields: Object.entries(kind.fields).map(([name, field]) => describeField(name, field)),
    limits: kind.limits.map((limit) => ({ ...limit, note: limit.note ?? null })),
    prices: kind.prices.map((line) => ({
      dimension: line.dimension,
      unit: line.unit,
      unitPriceUsd: line.unitPriceUsd(props),
      source: line.source,
    })),
    ports: kind.ports,
    faults: kind.faults.map((fault) => ({
      id: fault.id,
      label: fault.label,
      help: fault.help,
      defaultDurationMs: fault.defaultDurationMs,
      targets: fault.targets?.(props) ?? [],
      amount: fault.amount ?? null,
    })),
    doc: kind.doc,
    examples: kind.examples,
  };
}

function describeField(name: string, field: Field): FieldDescription {
  return {
    name,
    label: field.label,
    type: field.type,
    unit: field.unit ?? null,
    default: field.default,
    takes: takes(field),
    help: field.help,
    advanced: field.advanced ?? false,
    onlyWith: field.onlyWith ?? null,
    source: field.source ?? null,
  };
}
