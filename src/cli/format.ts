import { unitAfter } from "../base/counted-noun.ts";
const THREE = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Three significant figures, thousands separated, k and M from 10,000; a dash when not known. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e9) return `${THREE.format(value / 1e9)} G`;
  if (size >= 1e6) return `${THREE.format(value / 1e6)} M`;
  if (size >= 1e4) return `${THREE.format(value / 1e3)} k`;
  return size >= 1000 ? WHOLE.format(value) : THREE.format(value);
}

/** A time of so many ms in the largest unit that keeps it above 1. */
export function formatMs(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return "–";
  const size = Math.abs(ms);
  // From two hours, as the page writes it.
  if (size >= 7_197_000) return `${THREE.format(ms / 3_600_000)} h`;
  if (size >= 120_000) return `${THREE.format(ms / 60_000)} min`;
  if (size >= 1000) return `${THREE.format(ms / 1000)} s`;
  return `${THREE.format(ms)} ms`;
}

/** A value with its unit, in the way people write it: shares in percent, money with its sign, times in a fitting unit. */
export function formatQuantity(value: number | null, unit: string): string {
  if (value === null) return "–";
  if (unit === "ms") return formatMs(value);
  if (unit === "share") return formatShare(value);
  if (unit === "USD") return `$${WHOLE.format(value)}`;
  if (unit === "USD/month") return `$${WHOLE.format(value)}/month`;
  return `${formatNumber(value)} ${unitAfter(value, unit)}`.trim();
}

/** Enough digits that 99.95 % and 100 % stay apart, and 0.03 % and nothing. */
function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) return `${Number(percent.toPrecision(2))} %`;
  const digits = percent > 99 && percent < 100 ? 3 : 1;
  return `${Number(percent.toFixed(digits))} %`;
}

/** Columns padded to their widest cell, two spaces between; columns named in `right` (by index) are set right. */
export function textTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => (right.includes(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}
