import { exp, log, pow } from "./fixed-math.ts";

/**
 * Quantile functions of unit laws. Each takes the probability below (`lower`) and above (`upper`), which add up to 1;
 * the smaller one is exact, so both tails keep full precision.
 */
export type Quantile = (lower: number, upper: number) => number;

/** Exponential with mean 1. */
export function exponentialQuantile(lower: number, upper: number): number {
  // Below 2^-12 the series of -ln(1 - p) is exact to the last bits, the logarithm of 1 - p is not.
  if (lower < 0.000244140625) return lower * (1 + lower * (1 / 2 + lower * (1 / 3 + lower * (1 / 4 + lower / 5))));
  return -log(upper);
}

/** Standard normal: Wichura's AS 241 (PPND16), relative error about 1e-16. */
export function normalQuantile(lower: number, upper: number): number {
  const q = lower < upper ? lower - 0.5 : 0.5 - upper;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * centreTop(r)) / centreBottom(r);
  }
  const r = Math.sqrt(-log(lower < upper ? lower : upper));
  const z = r <= 5 ? flankRatio(r - 1.6) : tailRatio(r - 5);
  return q < 0 ? -z : z;
}

function centreTop(r: number): number {
  return (
    3.3871328727963665 +
    r *
      (133.14166789178438 +
        r *
          (1971.5909503065513 +
            r * (13731.69376550946 + r * (45921.95393154987 + r * (67265.7709270087 + r * (33430.57558358813 + r * 2509.0809287301227))))))
  );
}

function centreBottom(r: number): number {
  return (
    1 +
    r *
      (42.31333070160091 +
        r *
          (687.1870074920579 +
            r *
              (5394.196021424751 + r * (21213.794301586597 + r * (39307.89580009271 + r * (28729.085735721943 + r * 5226.495278852854))))))
  );
}

function flankRatio(r: number): number {
  const top =
    1.4234371107496835 +
    r *
      (4.630337846156546 +
        r *
          (5.769497221460691 +
            r *
              (3.6478483247632045 +
                r * (1.2704582524523684 + r * (0.2417807251774506 + r * (0.022723844989269184 + r * 0.0007745450142783414))))));
  const bottom =
    1 +
    r *
      (2.053191626637759 +
        r *
          (1.6763848301838038 +
            r *
              (0.6897673349851 +
                r * (0.14810397642748008 + r * (0.015198666563616457 + r * (0.0005475938084995345 + r * 1.0507500716444169e-9))))));
  return top / bottom;
}

function tailRatio(r: number): number {
  const top =
    6.657904643501103 +
    r *
      (5.463784911164114 +
        r *
          (1.7848265399172913 +
            r *
              (0.29656057182850487 +
                r * (0.026532189526576124 + r * (0.0012426609473880784 + r * (2.7115555687434876e-5 + r * 2.0103343992922881e-7))))));
  const bottom =
    1 +
    r *
      (0.599832206555888 +
        r *
          (0.1369298809227358 +
            r *
              (0.014875361290850615 +
                r * (0.0007868691311456133 + r * (1.8463183175100548e-5 + r * (1.421511758316446e-7 + r * 2.0442631033899397e-15))))));
  return top / bottom;
}

/**
 * Sum of `k` exponentials with mean 1 each (k from 1 to 400). A pure function: the search always starts at the same place, as
 * a start at the last answer would let one run's draws touch the last bit of another's.
 */
export function erlangQuantile(k: number): Quantile {
  let logFactorial = 0; // of k - 1
  for (let j = 2; j < k; j++) logFactorial += log(j);
  return (lower, upper) => (lower < 0.5 ? erlangLower(k, lower, logFactorial + log(k)) : erlangUpper(k, upper, logFactorial, 0));
}

/** A Newton step below this share of x leaves an error of its square. */
const SETTLED = 1e-8;

/** Newton on ln P against ln x, a concave curve: from the left it never overshoots. */
function erlangLower(k: number, lower: number, logFactorial: number): number {
  const target = log(lower) + logFactorial;
  let logX = target / k;
  for (let round = 0; round < 60; round++) {
    // P(x) = e^-x x^k / k! (1 + x/(k+1) + x^2/((k+1)(k+2)) + ...); the slope of ln P over ln x is k / series.
    const x = exp(logX);
    let term = 1;
    let series = 1;
    for (let j = k + 1; term > series * 1e-17; j++) {
      term *= x / j;
      series += term;
    }
    const step = ((target - k * logX + x - log(series)) * series) / k;
    logX += step;
    if (Math.abs(step) <= SETTLED) break;
  }
  return exp(logX);
}

/** Newton on -ln S, a convex curve: from the right it never overshoots. S(x) = e^-x x^(k-1)/(k-1)! * series. */
function erlangUpper(k: number, upper: number, logFactorial: number, start: number): number {
  const target = -log(upper);
  let x = start > k ? start : k;
  for (let round = 0; round < 60; round++) {
    let term = 1;
    let series = 1;
    for (let j = k - 1; j > 0 && term > series * 1e-17; j--) {
      term *= j / x;
      series += term;
    }
    const step = (target - (x - (k - 1) * log(x) + logFactorial - log(series))) * series;
    x += step;
    if (Math.abs(step) <= SETTLED * x) break;
  }
  return x;
}

/** Log-normal with median 1. */
export function lognormalQuantile(sigma: number): Quantile {
  return (lower, upper) => exp(sigma * normalQuantile(lower, upper));
}

export type QuantilePoint = { readonly p: number; readonly valueMs: number };

/** Straight lines between points in rising order of p, from p = 0 to p = 1. */
export function piecewiseQuantile(points: readonly QuantilePoint[]): Quantile {
  return (lower) => {
    let i = 1;
    while (i < points.length - 1 && points[i]!.p < lower) i++;
    const a = points[i - 1]!;
    const b = points[i]!;
    return b.p === a.p ? b.valueMs : a.valueMs + ((b.valueMs - a.valueMs) * (lower - a.p)) / (b.p - a.p);
  };
}

/** Weight of a rank from 1 up in the Zipf-Mandelbrot law: (rank + q) ^ -s. */
export function zipfWeight(rank: number, s: number, q: number): number {
  return pow(rank + q, -s);
}
