import type { FamilyId, Layer } from "./families/family.ts";
import type { Settings } from "../design/types.ts";
import type { RowKindId } from "./drawing/streams.ts";
import type { Part } from "../engine/part/part.ts";
import type { FactsByCode } from "../engine/part/remark.ts";
import type { BuildContext } from "./build-context.ts";
import type { CauseDecl } from "./cause.ts";
import type { RemarkTable } from "./remark.ts";

/**
 * The one declaration of a component kind. Everything else (inspector form, palette card, doc page, price table,
 * JSON Schema, CLI listing, conformance cases) is derived from it; nothing about a kind is typed anywhere else.
 */
export type KindDecl<F extends Fields = Fields, P extends Part = Part, R extends FactsByCode = FactsByCode> = {
  /** kebab-case, the name in design files; never changes. */
  readonly id: string;
  /** Bumped with a migration when fields change meaning. */
  readonly version: number;
  readonly family: FamilyId;
  readonly title: string;
  /** Other names people look for it by: the service that runs it, a short form, what it is in general. */
  readonly alsoCalled?: readonly string[];
  /** Products that are no kind of their own yet, to which it stands nearest: whoever looks for one is told so. */
  readonly nearestTo?: readonly string[];
  /** One plain sentence for the palette. */
  readonly summary: string;
  readonly layer: Layer;
  /** A source that makes no records of its own: the generator of a scenario's workload it stands for, or a file. Both replay a file of events. */
  readonly population?: "app-users" | "tastes" | "services" | "requests" | "social" | "file";
  /** Of a population: how many times the volume that the scenario states. */
  readonly growth?: (props: Props<F>) => number;
  readonly ports: readonly PortDecl[];
  readonly fields: F;
  /** Capacities, limits and latencies the behaviour uses, each with its source. */
  readonly limits: readonly Limit[];
  readonly prices: readonly PriceLine<Props<F>>[];
  /** The line under the title on the canvas: the settings that matter, in words. */
  headline(props: Props<F>): string;
  /** Builds what stands for this part in a run. Composes a family; no I/O. */
  behaviour(props: Props<F>, ctx: BuildContext): P;
  /** The words of everything its part can remark, by code (`catalogue/remarks`). */
  readonly remarks: RemarkTable<R>;
  /** What of its settings and doings explains a missed goal, beside what its part remarks (`catalogue/causes`). */
  readonly causes?: readonly CauseDecl<Props<F>, P>[];
  readonly faults: readonly FaultDecl<Props<F>>[];
  readonly doc: KindDoc;
  readonly examples: readonly KindExample[];
  /** From version n to n + 1, in order; `migrations[0]` lifts version 1 to 2. */
  readonly migrations: readonly ((settings: Settings) => Settings)[];
  /**
   * Rules of thumb with a source, held against the settings and what a run has measured here (totals over `seconds` of
   * production): warnings that refuse nothing.
   */
  advise?(props: Props<F>, measured: Usage, seconds: number): readonly Advice[];
  /** How it takes the place of another kind of its family; absent: it does not. */
  readonly swap?: SwapDecl<Props<F>>;
  /** Streams that can leave an out-port with these settings, by port, where the settings decide it; a port left out says it itself. */
  makes?(props: Props<F>): { readonly [port: string]: readonly RowKindId[] };
  /** Entries of the arrays in rows this part makes, or in those made with what it publishes: items on a list, numbers of a vector. */
  entries?(props: Props<F>): number | null;
  /** What it gives to a service that asks it for keys. */
  readonly givesKeys?: KeySort;
  /** The port by which it asks somebody for keys, the setting that says so, and what it counts on there; of null: it asks nobody. */
  asksKeys?(props: Props<F>): { readonly port: string; readonly setting: string; readonly of: KeySort | null };
  /** A source that replays a person's file of events when there is one. */
  readonly replaysEvents?: true;
  /** It takes the rows of a user out of a table: what other parts still hold of them is asked at the end of a run. */
  erasesUsers?(props: Props<F>): boolean;
  /** SQL over loaded events fills dimensions beside them: a row per user and per item met there (streams `user` and `item`). */
  readonly fillsDimensions?: true;
  /** Checks across fields, beyond each field's own range (`path` is a field name). */
  check?(props: Props<F>): readonly Advice[];
};

/** Keys of any letters that were made beforehand and whose number says nothing, or ids that grow with time. */
export type KeySort = "keys made beforehand" | "ids";

/**
 * What a kind has in common with the others of its family, said once per kind: any two that say it can be swapped. A meaning
 * is a word and a unit the family shares, such as `retentionHours`; each kind reads it from its settings and writes it to them.
 */
export type SwapDecl<P> = {
  /** What each port is for, by port id: a wire goes to the port with the same role. */
  readonly roles: { readonly [port: string]: string };
  readonly meanings: { readonly [meaning: string]: Meaning<P> };
  /** What one gets here without a setting for it: sentences for whoever swaps to this kind. */
  readonly fixed: readonly string[];
  /** What it is for, where kinds of another family that say the same can stand in its place, too. */
  readonly place?: string;
};

export type Meaning<P> = {
  /** The fields that say it. */
  readonly fields: readonly string[];
  read(props: P): number | string;
  /** Settings that come closest; null when it cannot be said here. */
  write(value: number | string, load: MeasuredLoad | null): Settings | null;
  /** The value in words, of these settings: `12 partitions`. */
  words(props: P): string;
};

/** What a run has measured at the part: its busiest moment. */
export type MeasuredLoad = { readonly recordsPerSecond: number; readonly bytesPerSecond: number; readonly readers: number };

/**
 * What travels through a port. A wire is legal when the two ends share one of these.
 * records: rows of a stream · messages: rows that whoever receives them deletes when their work is done, and that come again otherwise · files: objects written to or read from a store · requests: calls that are answered · calls: calls
 * for things that are stored under a key, which bring a row or get one ·
 * rows: the right to query a store · partitions: catalogue entries · model: item vectors as they are published ·
 * triggers: the word to begin; nothing else travels.
 */
export type Carries = "records" | "messages" | "files" | "requests" | "calls" | "rows" | "partitions" | "model" | "triggers";

export type PortDecl = {
  readonly id: string;
  readonly label: string;
  readonly direction: "in" | "out";
  readonly carries: readonly Carries[];
  /** Streams that can leave an out-port, where the kind itself makes them; absent = whatever came in. */
  readonly streams?: readonly RowKindId[];
  /** A run is refused while a required port has no wire. */
  readonly required?: boolean;
  /** At most this many wires; absent = any number. */
  readonly max?: number;
  /** The protocol the port speaks, where it matters to some partners. */
  readonly protocol?: "kafka";
  /** The other end must speak this protocol. */
  readonly needsProtocol?: "kafka";
  /** Families that may stand at the other end; absent = any that carries the same. */
  readonly partners?: readonly FamilyId[];
  readonly help: string;
};

/** Where a number comes from: a document of `facts/` with its tag, and when it was true. */
export type Source = { readonly text: string; readonly asOf: string; readonly kind: "published" | "derived" | "recalled" | "assumed" };

export type Limit = {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  readonly source: Source;
  readonly note?: string;
};

/**
 * One line of the monthly bill: quantity times rate. `usage` holds what the run measured for this part, scaled to a
 * month (keys are set by the family: `records`, `bytesIn`, `bytesOut`, `storedBytes`, `requests`, `putRequests`, `scannedBytes`, `hours` = 730 …).
 */
export type PriceLine<P> = {
  readonly dimension: string;
  readonly unit: string;
  readonly source: Source;
  quantity(usage: Usage, props: P): number;
  /** null: not known; the line is then listed as unpriced. */
  unitPriceUsd(props: P): number | null;
};

/** A word about one field: why it is refused, or why it is not wise. */
export type Advice = { readonly field: string; readonly message: string };

export type Usage = { readonly [key: string]: number };

export type FaultDecl<P> = {
  /** crash, slow, restart, disk-full, … ; what it means for this kind is in `help`. */
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly defaultDurationMs: number;
  /** How strong it is; absent = a fault has no such number, and a number given with it is refused. */
  readonly amount?: AmountDecl;
  /** Names of what can be struck (broker-0, task-2 …), in the order of their index; absent = the whole part, and an index is refused. */
  targets?(props: P): readonly string[];
  /** In place of names: it strikes one of what the wires of this out-port lead to, in the order they are drawn. */
  readonly targetPort?: string;
};

/** The one number a fault may come with, and what it is where none is given. */
export type AmountDecl = {
  /** Ends the sentence "the amount is …": `how many times as long as usual it takes`. */
  readonly says: string;
  readonly unit: "times" | "share" | "ms";
  readonly default: number;
  readonly min: number;
  readonly max: number;
};

/** All that the parts a kind builds can remark, whichever of them it builds. */
type RemarksOf<P> = (P extends Part<infer R> ? (each: R) => void : never) extends (all: infer R extends FactsByCode) => void ? R : never;

export type KindDoc = {
  readonly is: string;
  readonly whenToUse: string;
  readonly doesNotPromise: string;
  readonly weighAgainst: string;
};

/** A small drawing that shows the kind at work; `expect` is the finding or outcome it is there to show. */
export type KindExample = {
  readonly title: string;
  readonly parts: readonly { readonly id: string; readonly kind: string; readonly settings?: Settings }[];
  readonly wires: readonly string[];
  readonly expect: string;
};

// ---- Fields ------------------------------------------------------------------------------------------------

type FieldBase = {
  readonly label: string;
  readonly help: string;
  readonly unit?: string;
  readonly advanced?: boolean;
  /** The field does something only while another field of the kind has one of these values; the inspector hides it otherwise. */
  readonly onlyWith?: { readonly field: string; readonly values: readonly (string | boolean)[] };
  readonly source?: Source;
};

export type NumberField = FieldBase & {
  readonly type: "number" | "integer";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
};
/** A number that may be left out: `null` means "no limit" or "not given", as `absent` says. */
export type OptionalNumberField = FieldBase & {
  readonly type: "optional-number";
  readonly absent: string;
  readonly min: number;
  readonly max: number;
} & (
    | { readonly default: number }
    /** What it begins with when somebody switches it on: a value people use, as they may leave it. */
    | { readonly default: null; readonly whenGiven: number }
  );
export type BooleanField = FieldBase & { readonly type: "boolean"; readonly default: boolean };
export type ChoiceField<V extends string = string> = FieldBase & {
  readonly type: "choice";
  readonly default: V;
  readonly options: readonly { readonly value: V; readonly label: string; readonly help?: string }[];
};
export type TextField = FieldBase & { readonly type: "text"; readonly default: string; readonly maxLength: number };
export type DistributionField = FieldBase & { readonly type: "distribution"; readonly default: Distribution };

export type Field = NumberField | OptionalNumberField | BooleanField | ChoiceField | TextField | DistributionField;
export type Fields = { readonly [name: string]: Field };

/** A service-time law, in ms; exactly one key. */
export type Distribution =
  | { readonly constant: number }
  | { readonly exponential: number }
  | { readonly uniform: readonly [number, number] }
  | { readonly lognormal: { readonly medianMs: number; readonly p99Ms: number } }
  | { readonly erlang: { readonly k: number; readonly meanMs: number } }
  | { readonly hyperexponential: { readonly p: number; readonly mean1Ms: number; readonly mean2Ms: number } };

type PropOf<T extends Field> = T extends NumberField
  ? number
  : T extends OptionalNumberField
    ? number | null
    : T extends BooleanField
      ? boolean
      : T extends ChoiceField<infer V>
        ? V
        : T extends TextField
          ? string
          : T extends DistributionField
            ? Distribution
            : never;

/** The settings of a part after defaults are filled in and every range is checked. */
export type Props<F extends Fields> = { readonly [K in keyof F]: PropOf<F[K]> };

type OptionalNumberSpec = OptionalNumberField extends infer F ? (F extends OptionalNumberField ? Omit<F, "type"> : never) : never;

export const field = {
  integer: (spec: Omit<NumberField, "type">): NumberField => ({ type: "integer", ...spec }),
  number: (spec: Omit<NumberField, "type">): NumberField => ({ type: "number", ...spec }),
  optionalNumber: (spec: OptionalNumberSpec): OptionalNumberField => ({ type: "optional-number", ...spec }),
  boolean: (spec: Omit<BooleanField, "type">): BooleanField => ({ type: "boolean", ...spec }),
  choice: <const V extends string>(spec: Omit<ChoiceField<V>, "type">): ChoiceField<V> => ({ type: "choice", ...spec }),
  text: (spec: Omit<TextField, "type">): TextField => ({ type: "text", ...spec }),
  distribution: (spec: Omit<DistributionField, "type">): DistributionField => ({ type: "distribution", ...spec }),
};

/** Declares a kind; checks only types. What must hold of a declaration is checked by test/conformance. */
export function defineKind<const F extends Fields, P extends Part>(declaration: KindDecl<F, P, RemarksOf<P>>): KindDecl {
  return declaration as unknown as KindDecl;
}
