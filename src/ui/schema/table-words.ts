import { kindById } from "../../catalogue/registry.ts";
import { canonicalType, recordBytes } from "../../design/sql/sql-types.ts";
import type { Column, Design, Grant, Part, Table, TableRole } from "../../design/types.ts";
import { formatBytes } from "../parts/format.ts";
import { visibleText } from "../../base/visible-text.ts";

export const ROLES: readonly { readonly value: TableRole; readonly label: string; readonly help: string }[] = [
  { value: "stream", label: "record", help: "What travels on a topic" },
  { value: "fact", label: "fact", help: "One row per thing that happened" },
  { value: "dimension", label: "dimension", help: "What facts are looked at by" },
  { value: "store", label: "stored rows", help: "Files or rows kept as they are" },
];

export function roleLabel(role: TableRole): string {
  return ROLES.find((one) => one.value === role)?.label ?? role;
}

/** `record · 212 B` */
export function sizeText(table: Table): string {
  return `${roleLabel(table.role)} · ${formatBytes(recordBytes(table))}`;
}

const KEY_WORDS = { primary: "key", partition: "partition", sort: "sort", distribution: "distribution" } as const;

export function keyWord(column: Column): string {
  return column.key === undefined ? "" : KEY_WORDS[column.key];
}

/** CSS colour of the layer a part stands in; the neutral one when its kind is not known. */
export function layerColour(part: Part | undefined): string {
  const layer = part === undefined ? undefined : kindById(part.kind)?.layer;
  return layer === undefined ? "var(--mute)" : `var(--${layer})`;
}

export function partName(part: Part): string {
  return visibleText(part.title === "" ? part.id : part.title);
}

/** What a reader may be given of personal columns; the first is what whoever was granted nothing else is given. */
export const SEES: readonly { readonly value: Grant["sees"]; readonly label: string }[] = [
  { value: "all", label: "all, as it is" },
  { value: "masked", label: "masked" },
  { value: "none", label: "none: refused" },
];

/** What is made with the rights of whoever owns the tables, or works for them. */
const OWNERS: readonly string[] = ["warehouse", "batch-job"];

/** Parts that ask the store of a table for people, in the order of the drawing. */
export function readersOf({ part }: Table, { parts, wires }: Design["system"]): readonly Part[] {
  const asked = new Set(
    wires
      .filter(
        ({ from }) =>
          from.part === part &&
          carriesRows(
            parts.find(({ id }) => id === part),
            from.port,
          ),
      )
      .map(({ to }) => to.part),
  );
  return parts.filter(({ id, kind }) => asked.has(id) && !OWNERS.includes(kindById(kind)?.family ?? ""));
}

function carriesRows(store: Part | undefined, port: string): boolean {
  return (
    kindById(store?.kind ?? "")?.ports.some(
      ({ id, direction, carries }) => id === port && direction === "out" && carries.includes("rows"),
    ) === true
  );
}

/** Why a name cannot be given to a table or column, or null. */
export function nameProblem(name: string, what: "table" | "column", others: readonly string[] = []): string | null {
  if (name === "") return `A ${what} needs a name.`;
  if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) || name.length > 128) return "Use letters, digits and _, beginning with a letter.";
  return others.some((other) => other.toLowerCase() === name.toLowerCase()) ? `There is another ${what} called ${name}.` : null;
}

export function typeProblem(type: string): string | null {
  return canonicalType(type) === null || type.length > 200
    ? "Not a type that is known. Use for instance BIGINT, DOUBLE, TIMESTAMP or VARCHAR(32)."
    : null;
}

/** A name no other table or column has: `column_2`. */
export function freeName(stem: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  for (let index = 1; ; index += 1) {
    const name = index === 1 ? stem : `${stem}_${index}`;
    if (!used.has(name)) return name;
  }
}

/** Where each column of a table leads: column name → `sessions.user_id`. */
export function referencesOf(table: Table, schema: Design["schema"]): ReadonlyMap<string, string> {
  return new Map(
    schema.relations
      .filter((relation) => relation.from.table === table.id)
      .map((relation) => [
        relation.from.column,
        `${schema.tables.find((one) => one.id === relation.to.table)?.name ?? relation.to.table}.${relation.to.column}`,
      ]),
  );
}
