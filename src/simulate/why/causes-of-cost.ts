import { unitAfter } from "../../base/counted-noun.ts";
import type { Field, Fields, Props, Usage } from "../../catalogue/contract.ts";
import { exact } from "../../catalogue/words.ts";
import type { CostLine } from "../../result/result.ts";
import type { NormalPart } from "../compile/normalize.ts";
import type { Cause, Evidence } from "./cause.ts";
import { nameIn } from "./settings-of.ts";

/** The part with the largest share of the bill, what of it costs most, and the setting that this line follows most. */
export function dearest({ machine, cost }: Pick<Evidence, "machine" | "cost">): Cause[] {
  const byPart = new Map<string, number>();
  for (const { node, usd } of cost.lines) byPart.set(node, (byPart.get(node) ?? 0) + usd);
  const [worst] = [...byPart].sort((a, b) => b[1] - a[1]);
  if (worst === undefined) return [];
  const [part, usd] = worst;
  const [line] = cost.lines.filter(({ node }) => node === part).sort((a, b) => b.usd - a.usd);
  const share = Math.round((100 * usd) / cost.monthlyUsd);
  const drawn = machine.parts.find((each) => each.part.id === part);
  const behind = drawn === undefined ? null : settingBehind(drawn, line);
  const setting = behind?.setting ?? null;
  const advice =
    setting === null
      ? "No setting of it moves that line by itself: give it less to do, or put another kind in its place."
      : `“${drawn?.kind.fields[setting]?.label ?? setting}” sets it.`;
  const quantity = Math.round(line.quantity);
  return [
    {
      part,
      setting,
      code: "dearest",
      counted: true,
      removedBy: behind === null ? [] : [{ part, ...behind }],
      text: `${nameIn(machine, part)} is ${share} % of the bill, most of it for ${asWords(line.dimension)}: ${exact(quantity)} ${unitAfter(quantity, line.unit)} a month. ${advice}`,
    },
  ];
}

/** What any use would be: the line is asked how it follows from settings alone. */
const ALIKE: Usage = new Proxy({}, { get: () => 1 });

/** A setting, and the value it is cheaper with. */
type Cheaper = { readonly setting: string; readonly to: number | string };

/** The setting that lowers a line of the bill most when it alone is halved or chosen otherwise, at the same use; null where none does. */
function settingBehind({ kind, props }: NormalPart, line: CostLine): Cheaper | null {
  const price = kind.prices.find(({ dimension }) => dimension === line.dimension);
  if (price === undefined) return null;
  const usd = (settings: Props<Fields>): number => price.quantity(ALIKE, settings) * (price.unitPriceUsd(settings) ?? 0);
  const now = usd(props);
  let found: (Cheaper & { readonly usd: number }) | null = null;
  for (const [name, declared] of Object.entries(kind.fields)) {
    for (const value of cheaper(declared, props[name])) {
      const then = usd({ ...props, [name]: value });
      if (then < (found?.usd ?? now) && then >= 0) found = { setting: name, to: value, usd: then };
    }
  }
  return found === null ? null : { setting: found.setting, to: found.to };
}

function cheaper(declared: Field, value: unknown): readonly (number | string)[] {
  switch (declared.type) {
    case "number":
    case "integer":
      return [Math.max(declared.min, declared.type === "integer" ? Math.floor(Number(value) / 2) : Number(value) / 2)];
    case "choice":
      return declared.options.map((option) => option.value).filter((option) => option !== value);
    default:
      return [];
  }
}

/** A dimension of the bill in a sentence; what is an abbreviation stays as it is: `runs`, `RPU-hours`. */
function asWords(dimension: string): string {
  return /^[A-Z][^A-Z]/.test(dimension) ? `${dimension.slice(0, 1).toLowerCase()}${dimension.slice(1)}` : dimension;
}
