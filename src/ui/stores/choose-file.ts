import { chooseEvents } from "./events-store.ts";
import { openFile } from "./workspace.ts";

/** Lets the person choose a design file and opens it; choosing none changes nothing. */
export function chooseFile(): void {
  choose(".json,application/json", (file) => void openFile(file));
}

/** Lets the person choose a file of events to run. */
export function chooseEventsFile(): void {
  choose(".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.gz", (file) => void chooseEvents(file));
}

/** A dropped file: a design by its ending, events otherwise. */
export function takeFile(file: File): void {
  if (/\.(quadrant\.)?json$/i.test(file.name)) void openFile(file);
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
