import { assert } from "../../../base/assert.ts";
import { SocialClients } from "../../../engine/sources/social-clients.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler } from "../sampler-of.ts";
import type { RequestClientsOptions } from "./request-clients.ts";

/** People of the scenario's workload, who follow each other, post and read home feeds. Port `requests`. */
export function socialClients(ctx: BuildContext, { newConnections, roundTrip, policy }: RequestClientsOptions): SocialClients {
  const { socialClients: people } = ctx;
  assert(people !== null, `${ctx.id} has no people: check-design.ts refuses such a design`);
  return new SocialClients(ctx.id, ctx.run, ctx.outputs("requests"), {
    ...people,
    roundTrip: latencySampler(roundTrip),
    newConnections: { ...newConnections, lookup: latencySampler(newConnections.lookup) },
    policy,
  });
}
