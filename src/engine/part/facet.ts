/** Whoever may tell facets of itself: every part, and operators that have something to tell. */
type Teller = { told?(facet: Facet<unknown>): unknown };

/**
 * Something a part may tell of itself: that it shows rows, keeps a log, runs operators. What judges, charts and explains a run
 * asks for the facet and never for a class, so that a part nobody has thought of is judged, charted and explained by what it
 * tells (SPEC A1). A facet stands beside the concept it is about.
 */
export class Facet<T> {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** What `part` tells; null where it does not. */
  of(part: Teller | undefined): T | null {
    return (part?.told?.(this) ?? null) as T | null;
  }

  /** What those of `parts` tell that do, in their order. */
  all(parts: Iterable<Teller>): T[] {
    return Array.from(parts, (part) => this.of(part)).filter((told) => told !== null);
  }
}
