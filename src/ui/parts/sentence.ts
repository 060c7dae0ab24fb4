/** Words of another as a sentence among others: with one full stop at its end, or the mark it has. */
export function sentence(words: string): string {
  const trimmed = words.trim().replace(/[.\s]+$/, "");
  return /[!?…:]$/.test(trimmed) || trimmed === "" ? trimmed : `${trimmed}.`;
}
