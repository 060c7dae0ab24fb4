import { assemble } from "../../../base/wasm-assembler.ts";
import type { WasmFunction } from "../../../base/wasm-assembler.ts";

/** How many 32-bit numbers a vector register holds: rows and their number are rounded up to multiples of it. */
export const LANES = 4;
const BYTES = 4;
const PAGE_BYTES = 65_536;

/**
 * Four rows of a table against one query at a time: each row's products add up in four lanes, and these in the order
 * (0 + 2) + (1 + 3); then the row's bias is added. Plain multiplications and additions of 32-bit floats, so equal bytes in every engine.
 */
export const SCORES: WasmFunction = {
  name: "scores",
  parameters: ["row", "rowBytes", "rowsEnd", "query", "queryEnd", "bias", "to"],
  locals: { i32: ["row1", "row2", "row3", "at"], v128: ["q", "sum0", "sum1", "sum2", "sum3"] },
  listing: `
    loop                          ; over blocks of four rows
      v128.zero
      local.set $sum0
      v128.zero
      local.set $sum1
      v128.zero
      local.set $sum2
      v128.zero
      local.set $sum3
      local.get $row
      local.get $rowBytes
      i32.add
      local.tee $row1
      local.get $rowBytes
      i32.add
      local.tee $row2
      local.get $rowBytes
      i32.add
      local.set $row3
      local.get $query
      local.set $at
      loop                        ; over the dimensions, four at once
        local.get $at
        v128.load
        local.set $q
        local.get $row
        v128.load
        local.get $q
        f32x4.mul
        local.get $sum0
        f32x4.add
        local.set $sum0
        local.get $row1
        v128.load
        local.get $q
        f32x4.mul
        local.get $sum1
        f32x4.add
        local.set $sum1
        local.get $row2
        v128.load
        local.get $q
        f32x4.mul
        local.get $sum2
        f32x4.add
        local.set $sum2
        local.get $row3
        v128.load
        local.get $q
        f32x4.mul
        local.get $sum3
        f32x4.add
        local.set $sum3
        local.get $row
        i32.const 16
        i32.add
        local.set $row
        local.get $row1
        i32.const 16
        i32.add
        local.set $row1
        local.get $row2
        i32.const 16
        i32.add
        local.set $row2
        local.get $row3
        i32.const 16
        i32.add
        local.set $row3
        local.get $at
        i32.const 16
        i32.add
        local.tee $at
        local.get $queryEnd
        i32.lt_u
        br_if 0
      end
      local.get $row3             ; the end of the fourth row is the start of the next block
      local.set $row
      local.get $to               ; the address the four scores go to
      local.get $sum0
      local.get $sum1
      i8x16.shuffle 0 4 1 5       ; sums 0 and 1: lanes 0 0 1 1
      local.get $sum0
      local.get $sum1
      i8x16.shuffle 2 6 3 7       ; lanes 2 2 3 3
      f32x4.add
      local.tee $sum0             ; row 0: 0+2, row 1: 0+2, row 0: 1+3, row 1: 1+3
      local.get $sum2
      local.get $sum3
      i8x16.shuffle 0 4 1 5
      local.get $sum2
      local.get $sum3
      i8x16.shuffle 2 6 3 7
      f32x4.add
      local.tee $sum2             ; the same of rows 2 and 3
      i8x16.shuffle 0 1 4 5       ; 0+2 of all four rows
      local.get $sum0
      local.get $sum2
      i8x16.shuffle 2 3 6 7       ; 1+3 of all four rows
      f32x4.add
      local.get $bias
      v128.load
      f32x4.add
      v128.store
      local.get $bias
      i32.const 16
      i32.add
      local.set $bias
      local.get $to
      i32.const 16
      i32.add
      local.set $to
      local.get $row
      local.get $rowsEnd
      i32.lt_u
      br_if 0
    end
  `,
};

type ScoresCall = (row: number, rowBytes: number, rowsEnd: number, query: number, queryEnd: number, bias: number, to: number) => void;

/** The kernel with a memory of its own, which grows when asked and is handed out as 32-bit floats. */
export class ScoreKernel {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly call: ScoresCall;
  private floats = new Float32Array(this.memory.buffer);

  private constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.call = exports[SCORES.name] as ScoresCall;
  }

  /** null where there is no WebAssembly with 128-bit vectors (Safari before 16.4), or where a page forbids it. */
  static create(): ScoreKernel | null {
    try {
      return new ScoreKernel(new WebAssembly.Module(assemble(SCORES)));
    } catch {
      return null;
    }
  }

  /** Numbers there is room for. */
  get room(): number {
    return this.floats.length;
  }

  /** Makes room for at least so many numbers; false where the machine has no such memory. */
  reserve(numbers: number): boolean {
    if (numbers <= this.room) return true;
    try {
      this.memory.grow(Math.ceil(((numbers - this.room) * BYTES) / PAGE_BYTES));
    } catch {
      return false;
    }
    this.floats = new Float32Array(this.memory.buffer);
    return true;
  }

  /** The memory as numbers; a later `reserve` replaces it. */
  get numbers(): Float32Array {
    return this.floats;
  }

  /**
   * Writes a score for each of `rows` rows of `width` numbers from place `row` on: the row times the query, plus its bias. Places
   * count numbers and, like rows and width, are multiples of LANES and above 0.
   */
  scores(row: number, rows: number, width: number, query: number, bias: number, to: number): void {
    const end = row + rows * width;
    this.call(row * BYTES, width * BYTES, end * BYTES, query * BYTES, (query + width) * BYTES, bias * BYTES, to * BYTES);
  }
}
