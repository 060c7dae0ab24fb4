import { assert } from "../../../base/assert.ts";
import type { CallPolicy } from "../../../engine/calls/call-policy.ts";
import { RequestClients } from "../../../engine/sources/request-clients.ts";
import type { Distribution } from "../../contract.ts";
import type { BuildContext } from "../../build-context.ts";
import { latencySampler, samplerOf } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";

export type RequestClientsOptions = {
  /** A second region, further away; absent: there is one region. */
  readonly far?: { readonly share: number; readonly addedMs: number };
  readonly roundTrip: TwoPercentiles;
  readonly newConnections: { readonly share: number; readonly roundTrips: number; readonly lookup: TwoPercentiles };
  readonly policy: CallPolicy;
  /** Who asks again when the answer is there; absent: each request comes by itself. */
  readonly crowd?: CrowdOptions | null;
};

export type CrowdOptions = (
  | { readonly is: "sessions"; readonly meanRequests: number }
  | { readonly is: "people"; readonly people: number }
) & { readonly thinkTime: Distribution };

/** Clients of the scenario's workload, who store things and follow links to them. Port `requests`. */
export function requestClients(ctx: BuildContext, options: RequestClientsOptions): RequestClients {
  const { requestClients: clients } = ctx;
  assert(clients !== null, `${ctx.id} has no clients: check-design.ts refuses such a design`);
  const { far = { share: 0, addedMs: 0 }, newConnections, roundTrip, policy, crowd = null } = options;
  return new RequestClients(ctx.id, ctx.run, ctx.outputs("requests"), {
    ...clients,
    far,
    roundTrip: latencySampler(roundTrip),
    newConnections: { ...newConnections, lookup: latencySampler(newConnections.lookup) },
    policy,
    crowd: crowd === null ? null : { ...crowd, think: samplerOf(crowd.thinkTime) },
  });
}
