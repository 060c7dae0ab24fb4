/** The version this program writes. */
export const DESIGN_VERSION = 1;

export type RawDocument = { readonly [key: string]: unknown };

/**
 * `DESIGN_MIGRATIONS[n - 1]` lifts a document from version n to n + 1 and knows nothing of later versions.
 * Adding a version: raise DESIGN_VERSION, append one function, add a golden file of the old version to the tests.
 */
export const DESIGN_MIGRATIONS: readonly ((document: RawDocument) => RawDocument)[] = [];

export type MigrationRefusal = "no-version" | "newer" | "unknown-version";

/** The document lifted to the current version, or why it cannot be; the parser says so in words. */
export function migrateDocument(
  document: RawDocument,
  migrations: readonly ((document: RawDocument) => RawDocument)[] = DESIGN_MIGRATIONS,
): { readonly document: RawDocument; readonly from: number } | { readonly refusal: MigrationRefusal } {
  const current = migrations.length + 1;
  const version = document["version"];
  if (version === undefined) return { refusal: "no-version" };
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) return { refusal: "unknown-version" };
  if (version > current) return { refusal: "newer" };
  let lifted = document;
  for (const [index, migrate] of migrations.entries()) {
    if (index + 1 >= version) lifted = { ...migrate(lifted), version: index + 2 };
  }
  return { document: lifted, from: version };
}
