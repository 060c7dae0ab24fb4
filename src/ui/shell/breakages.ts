import type { FaultDecl, KindDecl, Props, Fields } from "../../catalogue/contract.ts";
import type { Part } from "../../design/types.ts";

/** One thing that can happen to a part as it is set now; `targets` names what can be struck, none = the whole part. */
export type Breakage = {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly defaultDurationMs: number;
  readonly targets: readonly string[];
};

const MOST_TARGETS = 24;

/** What can happen to a part; nothing for a kind this app does not know. */
export function breakagesOf(part: Part, kind: KindDecl | null | undefined): readonly Breakage[] {
  if (kind === null || kind === undefined) return [];
  const props = Object.fromEntries(
    Object.entries(kind.fields).map(([name, field]) => [name, Object.hasOwn(part.settings, name) ? part.settings[name] : field.default]),
  );
  return kind.faults.map(({ id, label, help, defaultDurationMs, ...fault }) => ({
    id,
    label,
    help,
    defaultDurationMs,
    targets: targetsOf(fault, props as Props<Fields>),
  }));
}

function targetsOf(fault: Pick<FaultDecl<Props<Fields>>, "targets">, props: Props<Fields>): readonly string[] {
  try {
    return (fault.targets?.(props) ?? []).slice(0, MOST_TARGETS);
  } catch {
    // Settings out of range may make no sense to the kind; the whole part can still be struck.
    return [];
  }
}
