/** What DuckDB reads as its own word where a table or a column could stand; `duckdb_keywords()` of the version built in, in a test. */
const WORDS = `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc
  describe distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit not
  null offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize
  symmetric table then to trailing true union unique unpivot using variadic when where window with anti asof at authorization binary by
  collation columns concurrently cross freeze full generated glob ilike inner is isnull join left like map natural notnull outer overlaps
  positional right semi similar struct tablesample try_cast unpack verbose`;

export const RESERVED: ReadonlySet<string> = new Set(WORDS.split(/\s+/));

/** A name as it is written in a query: quoted where it would be read as something else. */
export function writtenName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !RESERVED.has(name.toLowerCase()) ? name : quoteName(name);
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
