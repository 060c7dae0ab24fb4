import { unitAfter } from "../../base/counted-noun.ts";
import { formatExact, formatUnit, UNKNOWN } from "./format.ts";

/** What kind of truth a number has; every number on the page is one of these. */
export type NumberKind = "measured" | "closed form" | "sourced" | "estimate" | "unknown";

export type NumberTextProps = {
  readonly value: number | null | undefined;
  readonly unit?: string;
  readonly kind?: NumberKind;
  /** Where it comes from or how it was had; shown after the exact value. */
  readonly source?: string;
  /** Own wording in place of the standard one. */
  readonly text?: string;
  readonly className?: string;
};

/** A number as people read it; hovering gives the exact value, its kind and its source. */
export function NumberText({ value, unit = "", kind = "measured", source, text, className }: NumberTextProps) {
  const known = value !== null && value !== undefined && !Number.isNaN(value);
  const exact = known ? `${formatExact(value)}${unit === "" ? "" : ` ${unitAfter(value, unit)}`} · ${kind}` : "not known";
  const title = source === undefined ? exact : `${exact} · ${source}`;
  return (
    <span className={className} title={title} data-number={known ? kind : "unknown"}>
      {known ? (text ?? formatUnit(value, unit)) : <span aria-label="not known">{UNKNOWN}</span>}
    </span>
  );
}
