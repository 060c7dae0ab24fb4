import { openFile } from "../stores/workspace.ts";

/** Lets the person choose a design file and opens it; choosing none changes nothing. */
export function chooseFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file !== undefined) void openFile(file);
  });
  input.click();
}
