/** What a part knows of something it remarks, as it was then: amounts whose names end in their unit, names of things, what held. */
export type Facts = { readonly [fact: string]: number | string | boolean | readonly string[] };

/** The remarks a class of parts can make: the facts of each, by its code. */
export type FactsByCode = { readonly [code: string]: Facts };

/** Of a part that remarks nothing, and the facts of a remark whose code says it all. */
export type NoFacts = Record<never, never>;

/** Something worth saying about why rows were lost or late. The words live with the kind (`remarks` of its declaration). */
export type Remark = { readonly atMs: number; readonly code: string; readonly facts: Facts; readonly setting?: string };
