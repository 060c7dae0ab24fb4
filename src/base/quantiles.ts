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
    3.387132872796366608 +
    r *
      (133.14166789178437745 +
        r *
          (1971.5909503065514427 +
            r *
              (13731.693765509461125 +
                r * (45921.953931549871457 + r * (67265.770927008700853 + r * (33430.575583588128105 + r * 2509.0809287301226727))))))
  );
}

function centreBottom(r: number): number {
  return (
    1 +
    r *
      (42.313330701600911252 +
        r *
          (687.1870074920579083 +
            r *
              (5394.1960214247511077 +
                r * (21213.794301586595867 + r * (39307.89580009271061 + r * (28729.085735721942674 + r * 5226.495278852854561))))))
  );
}

function flankRatio(r: number): number {
  const top =
    1.42343711074968357734 +
    r *
      (4.6303378461565452959 +
        r *
          (5.7694972214606914055 +
            r *
              (3.64784832476320460504 +
                r *
                  (1.27045825245236838258 +
                    r * (0.24178072517745061177 + r * (0.0227238449892691845833 + r * 7.7454501427834140764e-4))))));
  const bottom =
    1 +
    r *
      (2.05319162663775882187 +
        r *
          (1.6763848301838038494 +
            r *
              (0.68976733498510000455 +
                r *
                  (0.14810397642748007459 +
                    r * (0.0151986665636164571966 + r * (5.475938084995344946e-4 + r * 1.05075007164441684324e-9))))));
  return top / bottom;
}

function tailRatio(r: number): number {
  const top =
    6.6579046435011037772 +
    r *
      (5.4637849111641143699 +
        r *
          (1.7848265399172913358 +
            r *
              (0.29656057182850489123 +
                r *
                  (0.026532189526576123093 +
                    r * (0.0012426609473880784386 + r * (2.71155556874348757815e-5 + r * 2.01033439929228813265e-7))))));
  const bottom =
    1 +
    r *
      (0.59983220655588793769 +
        r *
          (0.13692988092273580531 +
            r *
              (0.0148753612908506148525 +
                r *
                  (7.868691311456132591e-4 +
                    r * (1.8463183175100546818e-5 + r * (1.4215117583164458887e-7 + r * 2.04426310338993978564e-15))))));
  return top / bottom;
}

/** Sum of `k` exponentials with mean 1 each (k from 1 to 400). Fastest when asked in rising order. */
export function erlangQuantile(k: number): Quantile {
  let logFactorial = 0; // of k - 1
  for (let j = 2; j < k; j++) logFactorial += log(j);
  let previous = 0;
  return (lower, upper) => {
    previous = lower < 0.5 ? erlangLower(k, lower, logFactorial + log(k)) : erlangUpper(k, upper, logFactorial, previous);
    return previous;
  };
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
