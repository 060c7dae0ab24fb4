export type Wire = { readonly id: string };
