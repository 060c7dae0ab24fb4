/**
 * A small assembler for WebAssembly: one function over one imported memory, from a listing with a line per instruction, so that
 * what runs can be read here and no tool chain stands between. Numbers are those of the specification, release 2.0, chapter
 * "Binary Format"; of its instructions only those that listings here use are known.
 */
export type WasmFunction = {
  readonly name: string;
  /** 32-bit parameters in order; `$name` in the listing. It returns nothing. */
  readonly parameters: readonly string[];
  /** Further variables of its own, all 0 at the start. */
  readonly locals: { readonly i32: readonly string[]; readonly v128: readonly string[] };
  /** Instructions by line; what follows a semicolon is a comment. Operands are numbers or `$names` of variables. */
  readonly listing: string;
};

const SIMD = 0xfd;
const END = 0x0b;
const I32 = 0x7f;
const V128 = 0x7b;
const NO_RESULT = 0x40;

/** What follows the number of an instruction: nothing, a variable, a label's depth, a signed number, an offset, sixteen lanes. */
type Operand = "none" | "local" | "depth" | "signed" | "memory" | "lanes" | "block";

const INSTRUCTIONS: { readonly [mnemonic: string]: { readonly code: readonly number[]; readonly operand: Operand } } = {
  loop: { code: [0x03], operand: "block" },
  end: { code: [END], operand: "none" },
  br_if: { code: [0x0d], operand: "depth" },
  "local.get": { code: [0x20], operand: "local" },
  "local.set": { code: [0x21], operand: "local" },
  "local.tee": { code: [0x22], operand: "local" },
  "i32.const": { code: [0x41], operand: "signed" },
  "i32.lt_u": { code: [0x49], operand: "none" },
  "i32.add": { code: [0x6a], operand: "none" },
  "v128.load": { code: [SIMD, 0x00], operand: "memory" },
  "v128.store": { code: [SIMD, 0x0b], operand: "memory" },
  "i8x16.shuffle": { code: [SIMD, 0x0d], operand: "lanes" },
  /** All 128 bits 0. */
  "v128.zero": { code: [SIMD, 0x0c, ...Array<number>(16).fill(0)], operand: "none" },
  "f32x4.add": { code: [SIMD, 0xe4, 0x01], operand: "none" },
  "f32x4.mul": { code: [SIMD, 0xe6, 0x01], operand: "none" },
};

/** The bytes of a module that imports `env.memory` and exports the function. Throws on a line it does not know. */
export function assemble(of: WasmFunction): Uint8Array<ArrayBuffer> {
  const { name, parameters, locals } = of;
  const type = [0x60, ...counted(parameters.map(() => [I32])), 0];
  const memory = [...text("env"), ...text("memory"), 0x02, 0x00, 0x01];
  const variables = counted([
    [...unsigned(locals.i32.length), I32],
    [...unsigned(locals.v128.length), V128],
  ]);
  const body = [...variables, ...instructions(of), END];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, counted([type])),
    ...section(2, counted([memory])),
    ...section(3, counted([[0]])),
    ...section(7, counted([[...text(name), 0x00, 0x00]])),
    ...section(10, counted([[...unsigned(body.length), ...body]])),
  ]);
}

function instructions({ parameters, locals, listing }: WasmFunction): number[] {
  const places = new Map([...parameters, ...locals.i32, ...locals.v128].map((variable, place) => [`$${variable}`, place]));
  return listing.split("\n").flatMap((line) => {
    const [mnemonic, ...operands] = line.replace(/;.*/, "").trim().split(/\s+/);
    if (mnemonic === "") return [];
    const known = INSTRUCTIONS[mnemonic];
    if (known === undefined) throw new Error(`No such instruction here: ${line.trim()}`);
    const numbers = operands.map((operand) => places.get(operand) ?? Number(operand));
    if (!numbers.every(Number.isInteger)) throw new Error(`No such variable: ${line.trim()}`);
    return [...known.code, ...operandBytes(known.operand, numbers)];
  });
}

function operandBytes(operand: Operand, numbers: readonly number[]): readonly number[] {
  switch (operand) {
    case "none":
      return [];
    case "block":
      return [NO_RESULT];
    case "signed":
      return signed(numbers[0]);
    case "memory":
      // Aligned to 16 bytes, at an offset from the address on the stack.
      return [4, ...unsigned(numbers[0] ?? 0)];
    case "lanes":
      // Four lanes of four bytes, of eight.
      return numbers.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte));
    default:
      return unsigned(numbers[0]);
  }
}

function section(id: number, bytes: readonly number[]): number[] {
  return [id, ...unsigned(bytes.length), ...bytes];
}

function counted(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function text(ascii: string): number[] {
  return [...unsigned(ascii.length), ...Array.from(ascii, (letter) => letter.charCodeAt(0))];
}

/** LEB128 */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128, signed */
function signed(value: number): number[] {
  const rest = value >> 7;
  const last = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return last ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}
