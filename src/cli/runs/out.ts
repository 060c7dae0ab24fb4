import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { argumentFinding } from "../io.ts";
import type { PlacedFinding } from "../io.ts";

/** Why nothing can be written into a folder, before runs that may take minutes; null where it can. It is made where it is not there. */
export function unwritableFolder(folder: string, file: string): PlacedFinding | null {
  try {
    makeFolder(folder);
    mayWrite(join(folder, file));
    return null;
  } catch (error) {
    return outUnwritable(folder, "run", error);
  }
}

/** The same of a file, whose folder must be there. */
export function unwritableFile(file: string): PlacedFinding | null {
  try {
    mayWrite(file);
    return null;
  } catch (error) {
    return outUnwritable(file, "sweep", error);
  }
}

export function outUnwritable(place: string, what: "run" | "sweep", error: unknown): PlacedFinding {
  const why = error instanceof Error ? error.message : String(error);
  const kind = what === "run" ? "folder" : "file";
  return argumentFinding(place, "out-unwritable", `The ${what} cannot be written here: ${why}. Name a ${kind} that can be written to.`);
}

/** Makes a folder and what is missing above it, one by one: made all at once, a place that takes no folders is never given up. */
function makeFolder(folder: string): void {
  mustBeNamed(folder);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new Error(`${folder} is a file`);
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

/** Throws where a file cannot be made or written over. */
function mayWrite(file: string): void {
  mustBeNamed(file);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new Error(`${file} is a folder`);
  if (found !== undefined) return accessSync(file, constants.W_OK);
  const folder = dirname(file);
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
  accessSync(folder, constants.W_OK | constants.X_OK);
}

function mustBeNamed(place: string): void {
  if (place === "") throw new Error("its name is empty");
}
