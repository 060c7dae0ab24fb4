/** Filled in by the engine: what every part becomes in a run. */
export type FlowNode = { readonly id: string };
