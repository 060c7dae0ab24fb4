type Head = { readonly rows: ArrayLike<number>; at: number };

/** Lists of row numbers, each falling, merged into one that falls: a heap of their heads. */
export class NewestFirst {
  private readonly heads: Head[];

  constructor(lists: readonly ArrayLike<number>[]) {
    this.heads = lists.filter(({ length }) => length > 0).map((rows) => ({ rows, at: 0 }));
    for (let place = (this.heads.length >> 1) - 1; place >= 0; place--) this.sink(place);
  }

  /** Lists that still have a row. */
  get size(): number {
    return this.heads.length;
  }

  /** The greatest number of all that are left; there has to be one. */
  take(): number {
    const { heads } = this;
    const [first] = heads;
    const row = first.rows[first.at++];
    if (first.at === first.rows.length) {
      const last = heads.pop() as Head;
      if (heads.length > 0) heads[0] = last;
    }
    this.sink(0);
    return row;
  }

  private sink(from: number): void {
    const { heads } = this;
    for (let place = from; ; ) {
      let best = place;
      for (let child = 2 * place + 1; child <= 2 * place + 2 && child < heads.length; child++)
        if (head(heads[child]) > head(heads[best])) best = child;
      if (best === place) return;
      [heads[place], heads[best]] = [heads[best], heads[place]];
      place = best;
    }
  }
}

function head({ rows, at }: Head): number {
  return rows[at];
}
