import { chooseEvents } from "./events-store.ts";
import { openFile } from "./workspace.ts";

/** Lets the person choose a design file and opens it; choosing none changes nothing. */
export function chooseFile(): void {
  choose(".json,application/json,.yaml,.yml", (file) => void openFile(file));
}

/** Lets the person choose a file of events to run. */
export function chooseEventsFile(): void {
  choose(".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.gz", (file) => void chooseEvents(file));
}

/** Lets the person choose a file of SQL, and hands over its text; of one that is larger than any schema, its beginning. */
export function chooseSqlFile(take: (text: string) => void): void {
  choose(".sql,.ddl,.hql,.txt", (file) => void file.slice(0, SQL_FILE_BYTES).text().then(take));
}

/** The reader refuses what is longer than 256 KB, in a sentence. */
const SQL_FILE_BYTES = 1_048_576;

/** A dropped file: a design by its ending, events otherwise. */
export function takeFile(file: File): void {
  if (/\.(json|ya?ml)$/i.test(file.name)) void openFile(file);
  else void chooseEvents(file);
}

function choose(accept: string, take: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file !== undefined) take(file);
  });
  input.click();
}
