/** A title for a copy that tells it from what it was made of: `Lake` becomes `Lake (copy)`, and that `Lake (copy 2)`. */
export function copyTitle(title: string): string {
  const [, stem = title, number] = /^(.*) \(copy(?: (\d+))?\)$/s.exec(title) ?? [];
  if (stem === title) return `${title} (copy)`;
  return `${stem} (copy ${Number(number ?? 1) + 1})`;
}
