import { blobBytes, CODE_BYTES, FLAG_BYTES, numberBytes, STOP_BYTES } from "./thrift-size.ts";

/** Least and greatest value of a page or a chunk, as their lengths in bytes; null where every cell is empty. */
export type Extremes = { readonly leastBytes: number; readonly greatestBytes: number } | null;

/** Statistics as Arrow writes them: numbers twice, as old readers look for them and as new ones do. */
export function statisticsBytes(extremes: Extremes, emptyCells: number, isText: boolean): number {
  const empty = numberBytes(emptyCells);
  if (extremes === null) return empty + STOP_BYTES;
  const values = blobBytes(extremes.leastBytes) + blobBytes(extremes.greatestBytes);
  return (isText ? values : 2 * values) + empty + 2 * FLAG_BYTES + STOP_BYTES;
}

/** The head of a data page (version 1) of so many cells. */
export function dataHeadBytes(rawBytes: number, storedBytes: number, cells: number, statistics: number): number {
  const own = numberBytes(cells) + 3 * CODE_BYTES + 1 + statistics + STOP_BYTES;
  return CODE_BYTES + numberBytes(rawBytes) + numberBytes(storedBytes) + 1 + own + STOP_BYTES;
}

/** The head of a dictionary page. */
export function dictionaryHeadBytes(rawBytes: number, storedBytes: number, entries: number): number {
  const own = numberBytes(entries) + CODE_BYTES + FLAG_BYTES + STOP_BYTES;
  return CODE_BYTES + numberBytes(rawBytes) + numberBytes(storedBytes) + 1 + own + STOP_BYTES;
}
