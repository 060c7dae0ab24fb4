import { inputOf } from "../feed-of.ts";
import { latencySampler } from "../sampler-of.ts";
import type { TwoPercentiles } from "../sampler-of.ts";
import { shelfOf } from "../worker.ts";
import { RankingEndpoint } from "../../../engine/ranking/ranking-endpoint.ts";
import type { RankingEndpointSpec } from "../../../engine/ranking/ranking-endpoint.ts";
import { VectorIndex } from "../../../engine/ranking/vector-index.ts";
import type { VectorIndexSpec } from "../../../engine/ranking/vector-index.ts";
import type { BuildContext } from "../../build-context.ts";

export type VectorIndexOptions = Omit<VectorIndexSpec, "reply"> & { readonly reply: TwoPercentiles };

/** Item vectors that are searched when somebody asks. Ports `vectors`, `model`, `search`, `ranked`. */
export function vectorIndex(ctx: BuildContext, options: VectorIndexOptions): VectorIndex {
  const inputs = { vectors: inputOf(ctx, "vectors"), search: ctx.inputs("search"), ranked: ctx.outputs("ranked"), shelf: shelfOf(ctx) };
  return new VectorIndex(ctx.id, ctx.run, inputs, { ...options, reply: latencySampler(options.reply) });
}

export type RankingEndpointOptions = Omit<RankingEndpointSpec, "lookup" | "overhead"> & {
  readonly lookup: TwoPercentiles;
  readonly overhead: TwoPercentiles;
};

/** A model that scores candidates, or every item, when somebody asks. Ports `invoke`, `model`, `vectors`. */
export function rankingEndpoint(ctx: BuildContext, options: RankingEndpointOptions): RankingEndpoint {
  const inputs = {
    invoke: ctx.inputs("invoke"),
    vectors: inputOf(ctx, "vectors"),
    takesVectors: ctx.upstream("vectors").length > 0,
    shelf: shelfOf(ctx),
  };
  const { lookup, overhead } = options;
  return new RankingEndpoint(ctx.id, ctx.run, inputs, { ...options, lookup: latencySampler(lookup), overhead: latencySampler(overhead) });
}
