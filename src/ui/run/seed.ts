const LARGEST = 0xffff_ffff;

/** A seed as typed: a whole number of 32 bits, or null. */
export function parseSeed(text: string): number | null {
  const plain = text.trim().replaceAll(",", "");
  if (!/^\d{1,10}$/.test(plain)) return null;
  const value = Number(plain);
  return value <= LARGEST ? value : null;
}
