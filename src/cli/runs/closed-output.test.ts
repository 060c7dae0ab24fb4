import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { endWhenReaderGone } from "./closed-output.ts";

const failure = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

test("the command ends quietly when the reader of its results has gone, and goes on when only that of its notes has", () => {
  const results = new EventEmitter();
  const notes = new EventEmitter();
  const codes: number[] = [];
  endWhenReaderGone(results, notes, (code) => codes.push(code));
  notes.emit("error", failure("EPIPE"));
  expect(codes).toEqual([]);
  results.emit("error", failure("EPIPE"));
  expect(codes).toEqual([141]);
});

test("a disk that is full is not passed over", () => {
  const results = new EventEmitter();
  const notes = new EventEmitter();
  endWhenReaderGone(results, notes, () => undefined);
  expect(() => results.emit("error", failure("ENOSPC"))).toThrow("ENOSPC");
  expect(() => notes.emit("error", failure("ENOSPC"))).toThrow("ENOSPC");
});
