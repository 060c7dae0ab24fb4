/** What a list offers, as far as searching it goes. */
export type Searchable = {
  readonly label: string;
  readonly note: string;
  readonly group: string;
  /** More words it is found by. */
  readonly words?: string;
  /** Other names of it, and names of what it stands nearest to. */
  readonly called?: readonly string[];
  readonly nearest?: readonly string[];
};

/** So much of a name has to be typed before it is taken for one that is not there. */
const LEAST_LETTERS = 3;

/**
 * The options that have every typed word, what is called as typed first: by its title, by another name, by the name of something it
 * stands nearest to, of which its note then says that it is not there itself. After those what begins so, then what has the words in
 * its title, then the others in the order they were given.
 */
export function matching<Option extends Searchable>(options: readonly Option[], query: string): readonly Option[] {
  const words = plain(query)
    .split(" ")
    .filter((word) => word !== "");
  if (words.length === 0) return options;
  const asked = words.join(" ");
  const ranked = options.flatMap((option) => {
    const rank = rankOf(option, words, asked);
    const missing = rank < NAMED ? nearestName(option, asked) : undefined;
    if (missing !== undefined)
      return [{ option: { ...option, note: `There is no ${missing} here yet; this is the nearest part.` }, rank: NEAREST }];
    return rank > 0 ? [{ option, rank }] : [];
  });
  return ranked.toSorted((one, other) => other.rank - one.rank).map(({ option }) => option);
}

const CALLED = 6;
const NAMED = 5;
const NEAREST = 4;
const BEGINS = 3;
const IN_TITLE = 2;
const SOMEWHERE = 1;

function rankOf({ label, note, group, words: more = "", called = [] }: Searchable, words: readonly string[], asked: string): number {
  const title = plain(label);
  const names = called.map(plain);
  if (title === asked) return CALLED;
  if (names.includes(asked)) return NAMED;
  if ([title, ...names].some((name) => name.startsWith(asked))) return BEGINS;
  if (words.every((word) => title.includes(word))) return IN_TITLE;
  const text = `${title} ${plain(group)} ${plain(note)} ${plain(more)} ${names.join(" ")}`;
  return words.every((word) => text.includes(word)) ? SOMEWHERE : 0;
}

function nearestName({ nearest = [] }: Searchable, asked: string): string | undefined {
  return nearest.find((name) => plain(name) === asked || (asked.length >= LEAST_LETTERS && plain(name).startsWith(asked)));
}

/** Letters and digits, small, with single spaces: `Pub/Sub` and `pub sub` are one name. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
