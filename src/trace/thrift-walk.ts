import { Damaged } from "./bounded-bytes.ts";
import type { BoundedBytes } from "./bounded-bytes.ts";

/** Types of Thrift's compact protocol, those that Parquet uses (thrift/doc/specs/thrift-compact-protocol.md). */
const YES = 1;
const NO = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** A file's own description is a few levels deep. */
const MOST_DEPTH = 16;

/** What fields say by their number, as far as a page's header needs it: whole numbers, truths, structs; of the rest that they are there. */
export type ThriftFields = Map<number, number | boolean | ThriftFields | null>;

/** Counts what a description holds, so that a few bytes do not become millions of objects. */
export type Allowance = { elements: number };

/** Reads one struct, whatever its bytes are, in as many steps as it has bytes. */
export function thriftFields(from: BoundedBytes, allowed: Allowance, depth = 0): ThriftFields {
  if (depth > MOST_DEPTH) throw new Damaged("structs within structs within structs");
  const fields: ThriftFields = new Map();
  let id = 0;
  for (;;) {
    const head = from.byte();
    const type = head & 15;
    if (type === 0) return fields;
    id = head >> 4 === 0 ? from.zigzag() : id + (head >> 4);
    fields.set(id, value(from, type, allowed, depth));
  }
}

function value(from: BoundedBytes, type: number, allowed: Allowance, depth: number): number | boolean | ThriftFields | null {
  if (--allowed.elements < 0) throw new Damaged("a description of more elements than any file needs");
  switch (type) {
    case YES:
    case NO:
      return type === YES;
    case BYTE:
      from.byte();
      return null;
    case I16:
    case I32:
      return from.zigzag();
    case I64:
      from.varintLow();
      return null;
    case DOUBLE:
      from.skip(8);
      return null;
    case BINARY:
      from.skip(from.varint());
      return null;
    case LIST:
      list(from, allowed, depth);
      return null;
    case STRUCT:
      return thriftFields(from, allowed, depth + 1);
    default:
      throw new Damaged(`a field of type ${type}`);
  }
}

function list(from: BoundedBytes, allowed: Allowance, depth: number): void {
  if (depth > MOST_DEPTH) throw new Damaged("lists within lists within lists");
  const head = from.byte();
  const size = head >> 4 === 15 ? from.varint() : head >> 4;
  const type = head & 15;
  // An element takes a byte at least: a longer list is not there, and nobody makes room for it.
  if (size > from.left) throw new Damaged(`a list of ${size} elements`);
  for (let at = 0; at < size; at++) value(from, type === YES || type === NO ? BYTE : type, allowed, depth + 1);
}
