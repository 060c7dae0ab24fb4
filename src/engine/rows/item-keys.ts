const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A key as it stands in a link: digits of 62. */
export function keyText(key: number): string {
  let text = "";
  for (let rest = key; rest > 0 || text === ""; rest = Math.floor(rest / 62)) text = DIGITS[rest % 62] + text;
  return text;
}

/** What calls of such an op are about is a user, whose number is no key of a thing. */
const ABOUT_USERS: readonly string[] = ["list", "push", "drop"];

/** What a request is about, as people write it: letters of a link, or the number of a user. */
export function subjectText(op: string, key: number): string {
  return ABOUT_USERS.includes(op) ? String(key) : keyText(key);
}

/** The key that these letters write; -1: they write none. */
export function keyOfText(text: string): number {
  let key = 0;
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    if (digit < 0) return -1;
    key = key * 62 + digit;
    if (key > Number.MAX_SAFE_INTEGER) return -1;
  }
  return text === "" ? -1 : key;
}
