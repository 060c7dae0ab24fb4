/**
 * How well a command answers what was typed, 0 = not at all. Every typed word must begin a word of the title or of the
 * further words; words of the title count more, and a title that begins as typed counts most.
 */
export function matchScore(typed: string, title: string, words: readonly string[]): number {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return 1;
  const inTitle = wordsOf(title);
  const further = words.flatMap(wordsOf);
  let score = 0;
  for (const word of wanted) {
    if (inTitle.includes(word)) score += 4;
    else if (inTitle.some((candidate) => candidate.startsWith(word))) score += 3;
    else if (further.some((candidate) => candidate.startsWith(word))) score += 1;
    else return 0;
  }
  const begins = title.toLowerCase().startsWith(typed.trim().toLowerCase()) ? 1 : 0;
  return (score / (wanted.length * 4) + begins) / 2;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
