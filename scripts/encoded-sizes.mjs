// Makes test/published/encoded-sizes.json: what pyarrow makes of rows of the bundled scenarios. Needs a Python with pyarrow, whose path is
// the argument: `node scripts/encoded-sizes.mjs /path/to/python`. The rows are those of test/support/encoding-tables.ts.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { ROOT } from "./fresh-build.mjs";
import { bundledYaml } from "./vite-bundled-yaml.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "encoded-sizes-"));
const built = path.join(folder, "built");
await build({
  configFile: false,
  plugins: [bundledYaml()],
  logLevel: "error",
  root: ROOT,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: built,
    rolldownOptions: {
      input: {
        tables: path.join(ROOT, "test/support/encoding-tables.ts"),
        text: path.join(ROOT, "src/engine/encoding/text-size.ts"),
      },
      output: { entryFileNames: "[name].mjs" },
    },
  },
});
const { encodingTables, variantsOf } = await import(pathToFileURL(path.join(built, "tables.mjs")).href);
const { textOf } = await import(pathToFileURL(path.join(built, "text.mjs")).href);

const rowsFolder = path.join(folder, "rows");
mkdirSync(rowsFolder);
let files = 0;

/** @param {NodeJS.ArrayBufferView | string} content */
function keep(content) {
  const name = String(files++);
  writeFileSync(path.join(rowsFolder, name), content);
  return name;
}

/** @param {any} column @returns {object} */
function keepColumn(column) {
  const { name, type } = column;
  if (type === "list") return { name, type, offsets: keep(column.offsets), entries: keepColumn(column.entries) };
  if (type === "text") return { name, type, codes: keep(column.codes), texts: column.texts };
  return { name, type, values: keep(column.values) };
}

const variants = variantsOf(await encodingTables()).map(
  /** @param {any} table */ (table) => ({
    name: table.name,
    rows: table.rows,
    order: table.order,
    columns: table.columns.map(keepColumn),
    jsonLines: keep(textOf(table.columns, 0, table.rows, "json-lines")),
    csv: keep(textOf(table.columns, 0, table.rows, "csv")),
  }),
);
writeFileSync(path.join(rowsFolder, "index.json"), JSON.stringify(variants));
const output = path.join(ROOT, "test/published/encoded-sizes.json");
const python = spawnSync(process.argv[2] ?? "python3", [path.join(ROOT, "scripts/encoded-sizes.py"), rowsFolder, output], {
  stdio: "inherit",
});
rmSync(folder, { recursive: true });
process.exit(python.status ?? 1);
