import { amountProblem } from "../../src/catalogue/drawing/fault-problems.ts";
import type { FaultSpec } from "../../src/result/snapshot.ts";
import type { Drawn } from "../../src/simulate/watch/strikes.ts";
import { struckBy, targetsOf } from "../../src/simulate/watch/strikes.ts";

/** The fault without an amount or an index that some part it strikes would refuse; an index beyond the last target begins anew. */
export function allowedFault({ index, amount, ...rest }: FaultSpec, drawn: Drawn): FaultSpec {
  const struck = struckBy(rest, drawn);
  const targets = Math.min(...struck.map((each) => targetsOf(each, drawn)?.length ?? 0));
  const takesAmount = struck.every(({ declared, title }) => amountProblem(declared, title, amount) === null);
  return {
    ...rest,
    ...(index === undefined || targets === 0 ? {} : { index: index % targets }),
    ...(amount === undefined || !takesAmount ? {} : { amount }),
  };
}
