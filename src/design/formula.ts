import { nearestName } from "../base/nearest-name.ts";
import { FORMULA_FUNCTIONS, powerOf } from "./formula-functions.ts";
import type { FormulaFunction } from "./formula-functions.ts";
import { divide, isPlainNumber, multiply, sameDimensions, unitNamed, unitText } from "./units.ts";
import type { Quantity } from "./units.ts";

/** Thrown inside formula evaluation only, and caught there: what is wrong, and where it starts (1-based column). */
export class FormulaProblem extends Error {
  override readonly name = "FormulaProblem";
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

const MAX_CHARS = 1_000;
const MAX_DEPTH = 40;
const TOKEN =
  /\s*(?:((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)|([A-Za-z_µ][A-Za-z0-9_]*)|([-+*/()%$×÷·−^,]))/y;
const SUFFIXES: { readonly [letter: string]: number } = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const SAME_MARKS: ReadonlyMap<string, string> = new Map([
  ["×", "*"],
  ["·", "*"],
  ["÷", "/"],
  ["−", "-"],
]);

type LookUp = (name: string, column: number) => Quantity | null;

type Token = { readonly kind: "number" | "word" | "mark" | "end"; readonly text: string; readonly column: number };

/**
 * The value of a formula: numbers with k/M/G/T and a unit (`1.2 M users`, `$0.10`, `5 %`), names, + - * / ^ and brackets, and the
 * functions of formula-functions.ts (`hot(reads_per_day * 500 B)`).
 * A unit right after a number belongs to it; a unit standing alone means one of it, so `20 GB/day` is 20 GB per 1 day.
 * `lookUp` gives the value of a name, or null. `lenient` takes unknown words as things that are counted: for units of facts.
 * `names` are those that may be typed, for whoever typed none of them.
 */
export function evaluateFormula(text: string, lookUp: LookUp, lenient = false, names: readonly string[] = []): Quantity {
  if (text.length > MAX_CHARS)
    throw new FormulaProblem("This formula is longer than 1,000 characters. Split it into several estimates.", MAX_CHARS);
  if (text.trim() === "") throw new FormulaProblem("Write a formula, for instance 1.2 M users * 34 events/user / 1 day.", 1);
  return new FormulaReader(tokenize(text), lookUp, lenient, names).read();
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      const column = at + (text.slice(at).length - text.slice(at).trimStart().length) + 1;
      const letter = text[column - 1] ?? "";
      const hint = letter === "=" ? "Write only what stands after the =." : "Use numbers, units, names, + - * / ^ and brackets.";
      throw new FormulaProblem(`"${letter}" cannot stand in a formula. ${hint}`, column);
    }
    const [whole, number, word, mark] = match;
    const body = number ?? word ?? mark ?? "";
    tokens.push({
      kind: number === undefined ? (word === undefined ? "mark" : "word") : "number",
      text: SAME_MARKS.get(body) ?? body,
      column: at + whole.length - body.length + 1,
    });
    at += whole.length;
  }
  tokens.push({ kind: "end", text: "the end", column: text.length + 1 });
  return tokens;
}

class FormulaReader {
  private next = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly lookUp: LookUp;
  private readonly lenient: boolean;
  private readonly names: readonly string[];

  constructor(tokens: readonly Token[], lookUp: LookUp, lenient: boolean, names: readonly string[]) {
    this.names = names;
    this.tokens = tokens;
    this.lookUp = lookUp;
    this.lenient = lenient;
  }

  read(): Quantity {
    const value = this.sum();
    const rest = this.peek();
    if (rest.kind === "end") return value;
    if (rest.text === ")") throw new FormulaProblem("This ) was never opened. Remove it, or open it before.", rest.column);
    throw new FormulaProblem(`There is no + - * or / before "${rest.text}". Write one.`, rest.column);
  }

  private peek(): Token {
    return this.tokens[Math.min(this.next, this.tokens.length - 1)] as Token;
  }

  private accept(mark: string): boolean {
    const token = this.peek();
    if (token.kind !== "mark" || token.text !== mark) return false;
    this.next += 1;
    return true;
  }

  private sum(): Quantity {
    let value = this.product();
    for (;;) {
      const { column } = this.peek();
      const sign = this.accept("+") ? 1 : this.accept("-") ? -1 : 0;
      if (sign === 0) return value;
      const other = this.product();
      if (!sameDimensions(value.dimensions, other.dimensions)) {
        throw new FormulaProblem(
          `${described(value)} and ${described(other)} cannot be ${sign === 1 ? "added" : "subtracted"}. Bring both to one unit.`,
          column,
        );
      }
      value = { ...value, amount: value.amount + sign * other.amount };
    }
  }

  private product(): Quantity {
    let value = this.power();
    for (;;) {
      const { column } = this.peek();
      if (this.accept("*")) value = multiply(value, this.power());
      else if (this.accept("/")) {
        const by = this.power();
        if (by.amount === 0) throw new FormulaProblem("This divides by zero. Check the quantity after the /.", column);
        value = divide(value, by);
      } else return value;
    }
  }

  private power(): Quantity {
    const base = this.signed();
    const { column } = this.peek();
    return this.accept("^") ? taken(powerOf(base, this.power()), column) : base;
  }

  private signed(): Quantity {
    this.depth += 1;
    if (this.depth > MAX_DEPTH)
      throw new FormulaProblem(`This is nested more than ${MAX_DEPTH} levels deep. Split it into several estimates.`, this.peek().column);
    let value: Quantity;
    if (this.accept("-")) {
      const inner = this.signed();
      value = { ...inner, amount: -inner.amount };
    } else {
      value = this.single();
    }
    this.depth -= 1;
    return value;
  }

  private single(): Quantity {
    const token = this.peek();
    if (this.accept("(")) {
      const value = this.sum();
      if (!this.accept(")")) throw new FormulaProblem("This ( is never closed. Add a ).", token.column);
      return this.withUnit(value);
    }
    if (this.accept("$")) return multiply(this.number(), { amount: 1, dimensions: { USD: 1 } });
    if (token.kind === "number") return this.withUnit(this.number());
    if (token.kind !== "word") throw new FormulaProblem(`A number or a name is expected here, not "${token.text}".`, token.column);
    this.next += 1;
    if (this.peek().text === "(" && this.peek().kind === "mark" && Object.hasOwn(FORMULA_FUNCTIONS, token.text.toLowerCase()))
      return this.withUnit(this.call(token));
    const value = this.lookUp(token.text, token.column) ?? unitNamed(token.text, this.lenient);
    if (value) return value;
    throw new FormulaProblem(
      `There is no quantity called "${token.text.slice(0, 40)}". ${typeInstead(token.text, this.names)}`,
      token.column,
    );
  }

  private call({ text, column }: Token): Quantity {
    const called = FORMULA_FUNCTIONS[text.toLowerCase()] as FormulaFunction;
    this.accept("(");
    const args = [this.sum()];
    while (this.accept(",")) args.push(this.sum());
    if (!this.accept(")")) throw new FormulaProblem(`The ( of ${text} is never closed. Add a ).`, column);
    const { usage, least, most } = called;
    if (args.length < least || args.length > most) throw new FormulaProblem(`Write ${usage}.`, column);
    return taken(called.apply(args), column);
  }

  private number(): Quantity {
    const token = this.peek();
    if (token.kind !== "number") throw new FormulaProblem(`A number is expected here, not "${token.text}".`, token.column);
    this.next += 1;
    const suffix = this.peek();
    const factor = suffix.kind === "word" && Object.hasOwn(SUFFIXES, suffix.text) ? SUFFIXES[suffix.text] : undefined;
    if (factor !== undefined) this.next += 1;
    return { amount: Number(token.text.replaceAll(",", "")) * (factor ?? 1), dimensions: {} };
  }

  /** The unit right after a number or a bracket; a second one is almost always a slip, as in `1.2 B users`. */
  private withUnit(value: Quantity): Quantity {
    if (this.accept("%")) return { ...value, amount: value.amount / 100 };
    const token = this.peek();
    if (token.kind !== "word") return value;
    const unit = unitNamed(token.text, this.lookUp(token.text, token.column) === null);
    if (!unit) return value;
    this.next += 1;
    const second = this.peek();
    if (second.kind === "word" && unitNamed(second.text, false)) {
      const hint = token.text === "B" ? "B means bytes; write G for a billion." : "Write * or / between them.";
      throw new FormulaProblem(`Two units follow one number: "${token.text} ${second.text}". ${hint}`, token.column);
    }
    return multiply(value, unit);
  }
}

const NAMES_TOLD = 4;

/** What could be typed in place of a word that is no name of anything. */
function typeInstead(word: string, names: readonly string[]): string {
  const near = nearestName(word, names);
  if (near !== null) return `Type ${near}.`;
  if (names.length === 0) return "Type a number with its unit, as 40 M events; or ask for the fact, and type its name.";
  const told = names.slice(0, NAMES_TOLD).join(", ");
  return `Type a number with its unit, or ${names.length === 1 ? told : `one of ${told}${names.length > NAMES_TOLD ? " …" : ""}`}; or ask for the fact.`;
}

function taken(value: Quantity | string, column: number): Quantity {
  if (typeof value === "string") throw new FormulaProblem(value, column);
  return value;
}

function described(quantity: Quantity): string {
  return isPlainNumber(quantity) ? "a plain number" : unitText(quantity.dimensions, quantity.timeUnit);
}
