import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { FLOORS } from "./layers.ts";
import { ROOT } from "./scan.ts";

const text = readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8");
/** Names in code marks that are a floor, a room, or a file in one. */
const named = [...text.matchAll(/`([a-z][\w./-]*)`/g)].map(([, name]) => name!).filter((name) => name.split("/")[0]! in floors());

function floors(): Record<string, true> {
  return Object.fromEntries(Object.keys(FLOORS).map((folder) => [folder.split("/")[0]!, true as const]));
}

test("the map names floors, rooms and files that exist", () => {
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !existsSync(path.join(ROOT, "src", name)))).toEqual([]);
});

test("the map names every room of the engine and of simulate, and every floor", () => {
  const rooms = Object.keys(FLOORS).filter((folder) => !folder.startsWith("ui/"));
  expect(rooms.filter((room) => !named.includes(room))).toEqual([]);
});
