import { must } from "../../src/base/assert.ts";
import type { KindDecl, Usage } from "../../src/catalogue/contract.ts";
import { parseSettings } from "../../src/catalogue/fields/settings.ts";
import type { Settings } from "../../src/design/types.ts";

/** What a part of this kind costs in a month (730 h), line by line; null where no price is known. */
export function billOf(kind: KindDecl, settings: Settings, usage: Usage = {}): { readonly [dimension: string]: number | null } {
  const props = propsOf(kind, settings);
  return Object.fromEntries(
    kind.prices.map((line) => {
      const price = line.unitPriceUsd(props);
      return [line.dimension, price === null ? null : line.quantity({ hours: 730, ...usage }, props) * price];
    }),
  );
}

/** The headline of a part with these settings. */
export function headlineOf(kind: KindDecl, settings: Settings): string {
  return kind.headline(propsOf(kind, settings));
}

/** The sentences a part's settings are refused with; empty when they fit. */
export function refusalsOf(kind: KindDecl, settings: Settings): readonly string[] {
  const parsed = parseSettings(kind, settings, "s");
  return parsed.ok ? [] : parsed.error.map((finding) => `${finding.where} ${finding.message}`);
}

function propsOf(kind: KindDecl, settings: Settings) {
  const parsed = parseSettings(kind, settings, "s");
  return must(parsed.ok ? parsed.value : null, `settings of ${kind.id} are refused: ${JSON.stringify(parsed)}`);
}
