import type { Token } from "./ddl-tokens.ts";

/** Thrown inside the DDL parser only, and caught there: where reading stopped, and what to do. */
export class DdlProblem extends Error {
  override readonly name = "DdlProblem";
  readonly line: number;
  readonly column: number;

  constructor(message: string, place: { readonly line: number; readonly column: number }) {
    super(message);
    this.line = place.line;
    this.column = place.column;
  }
}

/** Walks the tokens of a SQL text. */
export class DdlReader {
  private next = 0;
  private readonly text: string;
  private readonly tokens: readonly Token[];

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.tokens = tokens;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.next + ahead];
  }

  get done(): boolean {
    return this.next >= this.tokens.length;
  }

  /** The last token taken. */
  get last(): Token | undefined {
    return this.tokens[this.next - 1];
  }

  take(): Token {
    const token = this.peek();
    if (!token) this.stop("");
    this.next += 1;
    return token;
  }

  /** Do the next tokens read like this? Words are compared without case; strings and quoted names never match. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      return token !== undefined && token.kind !== "string" && token.kind !== "quoted" && token.upper === word;
    });
  }

  /** Takes these tokens when they come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.sees(...words)) return false;
    this.next += words.length;
    return true;
  }

  expect(word: string, message: string): void {
    if (!this.accept(word)) this.stop(message);
  }

  name(what: string): Token {
    const token = this.peek();
    if (!token || (token.kind !== "word" && token.kind !== "quoted")) this.stop(`A ${what} name is expected here.`);
    this.next += 1;
    if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(token.text) || token.text.length > 128) {
      throw new DdlProblem(
        `"${token.text.slice(0, 40)}" cannot be a ${what} name. Use letters, digits and _, beginning with a letter.`,
        token,
      );
    }
    return token;
  }

  /** `(a, b)` as a list of names. */
  nameList(what: string): readonly Token[] {
    this.expect("(", `A list of ${what} names in brackets is expected here.`);
    const names = [this.name(what)];
    while (this.accept(",")) names.push(this.name(what));
    this.expect(")", "Close the list with ).");
    return names;
  }

  /** Skips a balanced `( … )` when one comes next. */
  skipBrackets(): boolean {
    if (!this.sees("(")) return false;
    let depth = 0;
    do {
      const token = this.take();
      if (token.kind !== "mark") continue;
      if (token.text === "(") depth += 1;
      if (token.text === ")") depth -= 1;
    } while (depth > 0);
    return true;
  }

  /** After a problem: to the token after the next `;`, or to the next CREATE that begins a line. */
  skipStatement(): void {
    for (let token = this.peek(); token; token = this.peek()) {
      if (this.accept(";")) return;
      const previous = this.last;
      if (this.sees("CREATE") && previous && previous.line < token.line) return;
      this.next += 1;
    }
  }

  textOf(from: Token, to: Token): string {
    return this.text.slice(from.at, to.end).replace(/\s+/g, " ");
  }

  /** Gives up at the next token; at the end of the text the reason is always that it ends too early. */
  stop(message: string): never {
    const token = this.peek();
    if (!token)
      throw new DdlProblem(
        "The text ends in the middle of a statement. Close the bracket and end it with ;",
        this.last ?? { line: 1, column: 1 },
      );
    throw new DdlProblem(`${message} Found "${token.text.slice(0, 40)}".`, token);
  }
}
