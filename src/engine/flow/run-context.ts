export type RunContext = { readonly seed: number };
