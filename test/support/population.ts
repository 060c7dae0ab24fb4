import type { KindDecl } from "../../src/catalogue/contract.ts";
import { kindById } from "../../src/catalogue/registry.ts";
import type { Scenario } from "../../src/scenario/types.ts";
import { listening } from "./listening.ts";
import { requestsScenario } from "./few-requests.ts";
import { socialScenario } from "./few-people.ts";
import { servicesScenario } from "./few-services.ts";
import { smallScenario } from "./small-workload.ts";

/** Whose users a drawing is about, as its source declares; undefined where the source makes records of its own. */
export function populationOf(parts: readonly { readonly kind: string }[]): KindDecl["population"] {
  return parts.map((part) => kindById(part.kind)?.population).find((population) => population !== undefined);
}

/** A small scenario with the users a drawing needs; null where it needs none. */
export function scenarioFor(parts: readonly { readonly kind: string }[], minutes: number): Scenario | null {
  const population = populationOf(parts);
  if (population === undefined || population === "file") return null;
  if (population === "services") return servicesScenario();
  if (population === "requests") return requestsScenario(minutes);
  if (population === "social") return socialScenario(minutes);
  return population === "tastes" ? listening({}, minutes) : smallScenario();
}
