import { describe, expect, it } from "vitest";
import { promise } from "../../test/support/promise.ts";
import { exp, log, pow } from "./fixed-math.ts";
import { createStream } from "./rng.ts";

// High-precision reference: fixed-point numbers of BITS fraction bits in BigInt.
const BITS = 220n;
const ONE = 1n << BITS;

/** Exact value of a double as a fixed-point number (its low bits are cut below 2^-220). */
function fixed(x: number): bigint {
  const bits = new BigUint64Array(new Float64Array([x]).buffer)[0]!;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const shift = BigInt((exponent === 0 ? 1 : exponent) - 1075) + BITS;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return x < 0 ? -size : size;
}

function atanhSeries(numerator: bigint, denominator: bigint): bigint {
  const s = (numerator << BITS) / denominator;
  const square = (s * s) >> BITS;
  let term = s;
  let sum = 0n;
  for (let n = 1n; term !== 0n; n += 2n) {
    sum += term / n;
    term = (term * square) >> BITS;
  }
  return 2n * sum;
}

const LN2 = atanhSeries(1n, 3n);

/** ln of a double, exact to about 2^-210. */
function referenceLog(x: number): bigint {
  let exponent = 0;
  let mantissa = x;
  while (mantissa >= 2) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  while (mantissa < 1) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  const m = fixed(mantissa);
  return BigInt(exponent) * LN2 + atanhSeries(m - ONE, m + ONE);
}

/** e^x as mantissa in [1, 2) and exponent of two. */
function referenceExp(x: bigint): { mantissa: bigint; exponent: number } {
  let exponent = x / LN2;
  if (x < 0n && exponent * LN2 !== x) exponent -= 1n;
  const rest = x - exponent * LN2;
  let term = ONE;
  let sum = 0n;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = ((term * rest) >> BITS) / n;
  }
  return { mantissa: sum, exponent: Number(exponent) };
}

/** Distance in units of the last place of `got`. */
function ulps(got: number, mantissa: bigint, exponent: number): number {
  let size = 1;
  let scale = 0;
  while (size * 2 <= Math.abs(got) && scale < 1023) [size, scale] = [size * 2, scale + 1];
  while (size > Math.abs(got) && scale > -1022) [size, scale] = [size / 2, scale - 1];
  // got * 2^-scale lies in [1, 2), or below 1 for subnormals; exact in two steps.
  const half = Math.trunc(scale / 2);
  const normal = fixed(Math.abs(got) * 2 ** -half * 2 ** -(scale - half));
  const shift = BigInt(exponent - scale);
  const wanted = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return Number((normal - wanted) >> (BITS - 80n)) / 2 ** 28;
}

function worst(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

const rng = createStream(1, "fixed-math");
const between = (a: number, b: number): number => a + (b - a) * rng.nextUniform();

describe("log", () => {
  const points = [
    5e-324, 1e-320, 2.2250738585072014e-308, 1e-300, 0.5, 0.7071067811865475, 0.9999999999999999, 1.0000000000000002, 1.5, 2, 10, 1e15,
    1.7976931348623157e308,
  ];
  for (let i = 0; i < 1500; i++) points.push(2 ** Math.floor(between(-1074, 1023)) * between(1, 2));
  for (let i = 0; i < 1500; i++) points.push(between(0.98, 1.02), between(0.4, 3));
  // Where one cell of the table ends and the next begins, and halfway, where the series is longest.
  for (let cell = 90; cell <= 182; cell++) {
    for (const edge of [cell / 128, (cell + 0.5) / 128]) points.push(edge, edge * (1 - 2 ** -53), edge * (1 + 2 ** -52));
  }

  it("is within 0.53 ulp everywhere, subnormals and the neighbourhood of 1 included (E8)", () => {
    const errors = points.map((x) => {
      const reference = referenceLog(x);
      const got = log(x);
      const size = reference < 0n ? -reference : reference;
      expect(got < 0).toBe(reference < 0n);
      return ulps(Math.abs(got), size, 0);
    });
    expect(worst(errors)).toBeLessThan(0.53);
    // The measure itself sees half an ulp, so it is not blind.
    expect(worst(errors)).toBeGreaterThan(0.45);
    promise(3, `logarithm: ${worst(errors).toFixed(3)} units at most, ${errors.length} values against 210 bits`);
  });

  it("has the special values of Math.log", () => {
    for (const x of [0, -0, -1, NaN, Infinity, -Infinity, 1]) expect(log(x)).toBe(Math.log(x));
  });
});

describe("exp", () => {
  it("is within 0.53 ulp, and within 1 ulp where the result is subnormal", () => {
    const normal: number[] = [];
    const subnormal: number[] = [];
    const check = (x: number): void => {
      const { mantissa, exponent } = referenceExp(fixed(x));
      const got = exp(x);
      (got < 2.2250738585072014e-308 ? subnormal : normal).push(ulps(got, mantissa, exponent));
    };
    for (const x of [0, 1e-300, 1e-17, -1e-17, 0.5, 1, -1, 709.782712893384, -708.39, -745.13, -740.5]) check(x);
    for (let i = 0; i < 2000; i++) check(between(-745, 709));
    for (let i = 0; i < 1000; i++) check(between(-1, 1));
    // Where one cell of the table ends and the next begins, and halfway, where the series is longest.
    for (let cell = -400; cell <= 400; cell++) {
      const edge = (cell / 128) * 0.6931471805599453;
      for (const x of [edge, edge * (1 - 2 ** -53), edge * (1 + 2 ** -52)]) check(x);
    }
    expect(worst(normal)).toBeLessThan(0.53);
    expect(worst(subnormal)).toBeLessThanOrEqual(1);
    promise(3, `exponential: ${worst(normal).toFixed(3)} units at most, ${normal.length + subnormal.length} values; 1 where subnormal`);
  });

  it("has the special values of Math.exp", () => {
    for (const x of [0, -0, NaN, Infinity, -Infinity, 709.79, -746, 1e300, -1e300]) expect(exp(x)).toBe(Math.exp(x));
  });
});

describe("pow", () => {
  it("is within 0.53 ulp", () => {
    const errors: number[] = [];
    while (errors.length < 2500) {
      const x = errors.length % 2 === 0 ? between(0, 10) : 2 ** between(-600, 600);
      const y = errors.length % 3 === 0 ? Math.floor(between(-30, 30)) : between(-50, 50);
      const got = pow(x, y);
      if (got === Infinity || got < 2.3e-308) continue;
      const exponent = (referenceLog(x) * fixed(y)) >> BITS;
      const reference = referenceExp(exponent);
      errors.push(ulps(got, reference.mantissa, reference.exponent));
    }
    expect(worst(errors)).toBeLessThan(0.53);
    promise(3, `power: ${worst(errors).toFixed(3)} units at most, ${errors.length} values`);
  });

  it("is exact where the result is", () => {
    expect([pow(3, 5), pow(2, -1074), pow(10, 22), pow(7, 18), pow(0.5, 3), pow(4, 0.5), pow(-2, 3), pow(-2, 4)]).toEqual([
      243, 5e-324, 1e22, 1628413597910449, 0.125, 2, -8, 16,
    ]);
  });

  it("has the special values of Math.pow", () => {
    const values = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e300, -1e300, 5e-324, Infinity, -Infinity, NaN, 9007199254740991];
    for (const x of values) {
      for (const y of values) {
        const wanted = Math.pow(x, y);
        if (wanted === 0 || !Number.isFinite(wanted) || Math.abs(wanted) === 1) expect(pow(x, y), `${x} ^ ${y}`).toBe(wanted);
      }
    }
  });
});
