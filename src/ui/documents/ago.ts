/** `saved 12 s ago`, `saved 3 min ago`, `saved 2 h ago`, or the day. */
export function agoText(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 5) return "saved just now";
  if (seconds < 60) return `saved ${seconds} s ago`;
  if (seconds < 3600) return `saved ${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `saved ${Math.round(seconds / 3600)} h ago`;
  return `saved on ${new Date(atMs).toISOString().slice(0, 10)}`;
}
