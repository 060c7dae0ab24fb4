const UNIT_MS = new Map<string, number>([
  ["ms", 1],
  ["s", 1000],
  ["sec", 1000],
  ["min", 60_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["hour", 3_600_000],
  ["hours", 3_600_000],
  ["day", 86_400_000],
  ["days", 86_400_000],
  ["d", 86_400_000],
]);

/** Milliseconds of `10 min`, `90 s`, `1.5 h`, `250ms`, or several in a row (`1 h 15 min`); null when it is not a duration. */
export function parseDuration(text: string): number | null {
  const pattern = /\s*(\d+(?:\.\d+)?)\s*([a-z]+)/gy;
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length === 0 || trimmed.length > 64) return null;
  let total = 0;
  let end = 0;
  for (let match = pattern.exec(trimmed); match !== null; match = pattern.exec(trimmed)) {
    const unit = UNIT_MS.get(match[2] ?? "");
    if (unit === undefined) return null;
    total += Number(match[1]) * unit;
    end = pattern.lastIndex;
  }
  return end === trimmed.length ? total : null;
}
