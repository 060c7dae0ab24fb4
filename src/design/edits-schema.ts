import { freeId, withoutUndefined } from "./ids.ts";
import { DESIGN_LIMITS, withRoom } from "./limits.ts";
import type { Design, Grant, Relation, Schema, Table } from "./types.ts";

/** Edits of the Schema quadrant; the same rules as in edits.ts. */
export type NewTable = Omit<Table, "id"> & { readonly id?: string };

/** The id `addTable` will give a table of this name. */
export function newTableId(design: Design, name: string): string {
  return freeId(
    name,
    design.schema.tables.map((table) => table.id),
  );
}

export function addTable(design: Design, table: NewTable): Design {
  const id = freeId(
    table.id ?? table.name,
    design.schema.tables.map((other) => other.id),
  );
  return withSchema(design, { tables: withRoom(design.schema.tables, { ...table, id }, DESIGN_LIMITS.tables) });
}

/** Changes fields of a table; `{ part: undefined }` takes a binding away. */
export function editTable(design: Design, id: string, change: Partial<Omit<Table, "id">>): Design {
  return withSchema(design, {
    tables: design.schema.tables.map((table) => (table.id === id ? withoutUndefined({ ...table, ...change }) : table)),
  });
}

/** What a reader is given of the personal columns of a table. All is what whoever is not listed is given, and needs no entry. */
export function grantTo(design: Design, tableId: string, reader: string, sees: Grant["sees"]): Design {
  const others = design.schema.tables.find(({ id }) => id === tableId)?.grants?.filter((grant) => grant.reader !== reader) ?? [];
  const grants = sees === "all" ? others : [...others, { reader, sees }];
  return editTable(design, tableId, { grants: grants.length === 0 ? undefined : grants });
}

/** Renames a column and follows it into the relations that name it. */
export function renameColumn(design: Design, tableId: string, from: string, to: string): Design {
  const follow = (end: Relation["from"]): Relation["from"] => (end.table === tableId && end.column === from ? { ...end, column: to } : end);
  return withSchema(design, {
    tables: design.schema.tables.map((table) => {
      if (table.id !== tableId) return table;
      return { ...table, columns: table.columns.map((column) => (column.name === from ? { ...column, name: to } : column)) };
    }),
    relations: design.schema.relations.map((relation) => ({ ...relation, from: follow(relation.from), to: follow(relation.to) })),
  });
}

/** Removes a table, its relations, and the bindings of endpoints to it. */
export function removeTable(design: Design, id: string): Design {
  if (!design.schema.tables.some((table) => table.id === id)) return design;
  const { schema, api } = design;
  return {
    ...design,
    schema: {
      tables: schema.tables.filter((table) => table.id !== id),
      relations: schema.relations.filter((relation) => relation.from.table !== id && relation.to.table !== id),
    },
    api: {
      endpoints: api.endpoints.map((endpoint) => {
        if (endpoint.reads?.table !== id) return endpoint;
        const { reads: _unbound, ...rest } = endpoint;
        return rest;
      }),
    },
  };
}

export function addRelation(design: Design, from: Relation["from"], to: Relation["to"]): Design {
  const { relations } = design.schema;
  const same = (a: Relation["from"], b: Relation["from"]): boolean => a.table === b.table && a.column === b.column;
  if (relations.some((relation) => same(relation.from, from) && same(relation.to, to))) return design;
  const id = freeId(
    `${from.table}-${to.table}`,
    relations.map((relation) => relation.id),
  );
  return withSchema(design, { relations: withRoom(relations, { id, from, to }, DESIGN_LIMITS.relations) });
}

export function removeRelation(design: Design, id: string): Design {
  return withSchema(design, { relations: design.schema.relations.filter((relation) => relation.id !== id) });
}

/** Puts a whole schema in place, as the SQL view does; endpoints keep reading tables that are still there. */
export function setSchema(design: Design, schema: Schema): Design {
  const kept = new Set(schema.tables.map((table) => table.id));
  const gone = design.schema.tables.filter((table) => !kept.has(table.id));
  const unbound = gone.reduce((next, table) => removeTable(next, table.id), design);
  return { ...unbound, schema };
}

function withSchema(design: Design, change: Partial<Schema>): Design {
  const changed = Object.entries(change).some(([field, value]) => design.schema[field as keyof Schema] !== value);
  return changed ? { ...design, schema: { ...design.schema, ...change } } : design;
}
