import { varintBytes } from "./hybrid-runs.ts";

/** Bytes of Thrift's compact protocol, which page heads and footers of Parquet are written in. A field has a head of one byte. */
export const STOP_BYTES = 1;
/** A field that is a yes or no, or an enumeration below 64. */
export const FLAG_BYTES = 1;
export const CODE_BYTES = 2;

/** A field that holds a whole number from 0 on. */
export function numberBytes(value: number): number {
  return 1 + varintBytes(2 * value);
}

/** A field that holds so many bytes. */
export function blobBytes(length: number): number {
  return 1 + varintBytes(length) + length;
}

/** The head of a field that holds a list. */
export function listBytes(entries: number): number {
  return entries < 15 ? 2 : 2 + varintBytes(entries);
}
