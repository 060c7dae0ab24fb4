import { grantTo } from "../../design/edits-schema.ts";
import type { Part, Table } from "../../design/types.ts";
import { InlineSelect } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import styles from "./Schema.module.css";
import { partName, readersOf, SEES } from "./table-words.ts";

/** What each part that asks the table's store is given of its personal columns. */
export function Grants({ table }: { readonly table: Table }) {
  const system = useDesign((design) => design.system);
  const personal = [...table.columns, ...(table.partitionedBy ?? [])].filter(({ pii }) => pii === true);
  const readers = readersOf(table, system);
  if (personal.length === 0 && table.grants === undefined) return null;
  return (
    <section className={styles["grants"]} aria-label={`Who sees personal columns of ${table.name}`}>
      <p className={styles["grantsHead"]}>
        Who sees {personal.length === 0 ? "personal columns (none is marked)" : personal.map(({ name }) => name).join(", ")}
      </p>
      {readers.length === 0 && (
        <p className={styles["grantsHelp"]}>
          Nobody asks for it yet:{" "}
          {table.part === undefined
            ? "bind the table to the store it lies in."
            : "wire its store to a dashboard, a notebook or an extract."}
        </p>
      )}
      <ul>
        {readers.map((reader) => (
          <GrantRow key={reader.id} table={table} reader={reader} />
        ))}
      </ul>
      {readers.length > 0 && (
        <p className={styles["grantsHelp"]}>
          Who is granted nothing else is given all, as a warehouse gives whoever may SELECT. Masks are the same for the same value, so a
          masked key still joins and counts; a refused query is not answered at all.
        </p>
      )}
    </section>
  );
}

function GrantRow({ table, reader }: { readonly table: Table; readonly reader: Part }) {
  const name = partName(reader);
  const sees = table.grants?.find((grant) => grant.reader === reader.id)?.sees ?? "all";
  const choose = (value: string): void => {
    const chosen = SEES.find((one) => one.value === value);
    if (chosen !== undefined) editDesign(`Grant ${name} ${chosen.value}`, (design) => grantTo(design, table.id, reader.id, chosen.value));
  };
  return (
    <li className={styles["grantRow"]}>
      <span className={styles["grantName"]}>{name}</span>
      <span className={styles["grantChoice"]}>
        <InlineSelect boxed label={`What ${name} sees of personal columns`} value={sees} onChange={choose}>
          {SEES.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </InlineSelect>
      </span>
    </li>
  );
}
