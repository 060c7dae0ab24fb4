/**
 * Logarithm, exponential and power from + - * / and bit moves only, so every JavaScript engine gives the same bits
 * (Math.log, Math.exp and Math.pow differ by an ulp between engines). Errors stay below 0.53 ulp; special values
 * follow Math.log, Math.exp and Math.pow. Both directions work in double-double around a small table that is
 * computed once, in double-double, when the module loads.
 */

const LN2_HIGH = 0.6931471803691238; // its last 21 bits are zero: times an integer below 2^21 is exact
const LN2_LOW = 1.9082149292705877e-10;
const SPLIT = 134217729; // 2^27 + 1, Veltkamp

const LOG_CELLS = 128;
const LOG_FIRST = 90;
const LOG_LAST = 182;
const EXP_CELLS = 64;
const EXP_STEP_HIGH = LN2_HIGH / EXP_CELLS;
const EXP_STEP_LOW = LN2_LOW / EXP_CELLS;
const STEPS_PER_UNIT = EXP_CELLS / 0.6931471805599453;

const bitsOfDouble = new Float64Array(1);
const words = new Uint32Array(bitsOfDouble.buffer);
const highWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2^(i - ZERO_POWER) for every exponent a double has. */
const ZERO_POWER = 1074;
const powers = buildPowers();

function buildPowers(): Float64Array {
  const table = new Float64Array(2 * ZERO_POWER);
  table[ZERO_POWER] = 1;
  for (let i = ZERO_POWER + 1; i < table.length; i++) table[i] = table[i - 1]! * 2;
  for (let i = ZERO_POWER - 1; i >= 0; i--) table[i] = table[i + 1]! / 2;
  return table;
}

/** The second half of the last double-double result; the first half is the function's value. */
let lowPart = 0;

/** a * b exactly, as value plus lowPart; both below 2^996. */
function productExact(a: number, b: number): number {
  const product = a * b;
  const aSplit = a * SPLIT;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = b * SPLIT;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  lowPart = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return product;
}

/** ln(j / 128) and 2^(j / 64) in double-double: [high, low] pairs. */
const logTable = buildLogTable();
const expTable = buildExpTable();

function buildLogTable(): Float64Array {
  const table = new Float64Array(2 * (LOG_LAST + 1));
  for (let j = LOG_FIRST; j <= LOG_LAST; j++) {
    // ln(j/128) = 2 atanh(s), s = (j - 128) / (j + 128): the series sum s^(2n+1) / (2n+1), in double-double.
    const numerator = j - LOG_CELLS;
    const denominator = j + LOG_CELLS;
    const s = divideExact(numerator, 0, denominator);
    const sLow = lowPart;
    const square = multiplyWide(s, sLow, s, sLow);
    const squareLow = lowPart;
    let sum = 0;
    let sumLow = 0;
    for (let n = 24; n >= 0; n--) {
      const scaled = multiplyWide(sum, sumLow, square, squareLow);
      const scaledLow = lowPart;
      const coefficient = divideExact(1, 0, 2 * n + 1);
      const coefficientLow = lowPart;
      sum = addWide(scaled, scaledLow, coefficient, coefficientLow);
      sumLow = lowPart;
    }
    const high = multiplyWide(sum, sumLow, s, sLow);
    table[2 * j] = 2 * high;
    table[2 * j + 1] = 2 * lowPart;
  }
  return table;
}

function buildExpTable(): Float64Array {
  const table = new Float64Array(2 * EXP_CELLS);
  for (let j = 0; j < EXP_CELLS; j++) {
    const product = productExact(j, LN2_LOW);
    const x = addWide(j * LN2_HIGH, 0, product, lowPart) / EXP_CELLS;
    const xLow = lowPart / EXP_CELLS;
    let sum = 1;
    let sumLow = 0;
    for (let n = 28; n >= 1; n--) {
      const scaled = multiplyWide(sum, sumLow, x, xLow);
      const term = divideExact(scaled, lowPart, n);
      sum = addWide(1, 0, term, lowPart);
      sumLow = lowPart;
    }
    table[2 * j] = sum;
    table[2 * j + 1] = sumLow;
  }
  return table;
}

function addWide(a: number, aLow: number, b: number, bLow: number): number {
  const sum = a + b;
  const other = sum - a;
  const rest = a - (sum - other) + (b - other) + aLow + bLow;
  const high = sum + rest;
  lowPart = rest - (high - sum);
  return high;
}

function multiplyWide(a: number, aLow: number, b: number, bLow: number): number {
  const product = productExact(a, b);
  const rest = lowPart + (a * bLow + aLow * b);
  const high = product + rest;
  lowPart = rest - (high - product);
  return high;
}

function divideExact(a: number, aLow: number, b: number): number {
  const quotient = a / b;
  const product = productExact(quotient, b);
  const rest = (a - product - lowPart + aLow) / b;
  const high = quotient + rest;
  lowPart = rest - (high - quotient);
  return high;
}

/** ln(x) of a positive finite x, as value plus lowPart; relative error about 2^-66. */
function logWide(x: number): number {
  bitsOfDouble[0] = x;
  let top = words[highWord]!;
  let lift = 0;
  if (top < 0x00100000) {
    x *= 18014398509481984; // 2^54: lifts a subnormal
    bitsOfDouble[0] = x;
    top = words[highWord]!;
    lift = 54;
  }
  // The mantissa goes to [0.7071, 1.4142) so that no large terms cancel near 1.
  const exponent = (top >>> 20) - ((top & 0xfffff) >= 0x6a09e ? 1022 : 1023);
  const scale = exponent - lift;
  const mantissa = x * powers[ZERO_POWER - exponent]!;
  const mantissaHigh = mantissa + 3145728 - 3145728; // rounds to 2^-31
  const mantissaLow = mantissa - mantissaHigh;

  const cell = Math.floor(LOG_CELLS / mantissa + 0.5);
  const inverse = cell / LOG_CELLS;
  // r = mantissa * inverse - 1, exactly, in two parts: both products have fewer than 53 bits.
  const a = mantissaHigh * inverse - 1;
  const b = mantissaLow * inverse;
  const r = a + b;
  const back = r - a;
  const rLow = a - (r - back) + (b - back);

  const square = productExact(r, r);
  const squareLow = lowPart;
  const series =
    square * r * (1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r * (1 / 9 + r * (-1 / 10))))))));

  // scale * ln2 - ln(inverse) + r - r^2/2 + series, largest first.
  const big = scale * LN2_HIGH - logTable[2 * cell]!;
  const bigLow = scale === 0 ? 0 : scale * LN2_HIGH - big - logTable[2 * cell]!;
  const small = -0.5 * square;
  const first = big + r;
  const firstBack = first - big;
  const firstLow = big - (first - firstBack) + (r - firstBack);
  const second = first + small;
  const secondBack = second - first;
  const secondLow = first - (second - secondBack) + (small - secondBack);
  const rest = series + (rLow * (1 - r) - 0.5 * squareLow + firstLow + secondLow + bigLow + (scale * LN2_LOW - logTable[2 * cell + 1]!));
  const high = second + rest;
  lowPart = rest - (high - second);
  return high;
}

/** e^(x + tail), |x| below 1000. */
function expWide(x: number, tail: number): number {
  const steps = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const cell = steps & (EXP_CELLS - 1);
  const power = (steps - cell) / EXP_CELLS;
  const r = x - steps * EXP_STEP_HIGH - steps * EXP_STEP_LOW + tail;
  const p = r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040))))));
  const base = expTable[2 * cell]!;
  const value = base + (base * p + expTable[2 * cell + 1]!);
  if (power > 1023) return value * 2 * powers[ZERO_POWER + power - 1]!;
  if (power >= -1021) return value * powers[ZERO_POWER + power]!;
  return value * powers[ZERO_POWER + power + 200]! * 6.223015277861142e-61; // 2^-200: one rounding, into the subnormals
}

/** Natural logarithm. log(0) = -Infinity, log(negative) = NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  return logWide(x);
}

/** e to the x. Above 709.78 Infinity, below -745.13 zero. */
export function exp(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  return expWide(x, 0);
}

/** x to the y; special values as Math.pow has them (so 1 to the Infinity is NaN). */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (size === 1) return NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  const whole = Math.floor(y) === y;
  const odd = whole && Math.abs(y) < 9007199254740992 && Math.abs(y) % 2 === 1;
  const negative = odd && (x < 0 || (x === 0 && 1 / x < 0));
  if (size === 0 || size === Infinity) {
    const result = (size === 0) === y > 0 ? 0 : Infinity;
    return negative ? -result : result;
  }
  if (x < 0 && !whole) return NaN;
  const result = powPositive(size, y);
  return negative ? -result : result;
}

function powPositive(x: number, y: number): number {
  if (x === 1) return 1;
  const ln = logWide(x);
  const lnLow = lowPart;
  const estimate = ln * y;
  if (estimate > 710) return Infinity;
  if (estimate < -746) return 0;
  if (Math.abs(estimate) < 1e-20) return 1 + estimate;
  const product = productExact(ln, y);
  return expWide(product, lowPart + lnLow * y);
}
