/** How files begin that are no text, and what they are; a few bytes each. */
const SIGNATURES: readonly (readonly [begins: string, what: string, doNext: string])[] = [
  ["PAR1", "a Parquet file that was packed again", "Unpack it and give it as it is"],
  ["\x1f\x8b", "packed by gzip twice", "Unpack it once"],
  ["ARROW1", "an Arrow file", "Write it as Parquet"],
  ["FEA1", "a Feather file", "Write it as Parquet"],
  ["ORC", "an ORC file", "Write it as Parquet"],
  ["Obj\x01", "an Avro file", "Write it as Parquet"],
  ["PK\x03\x04", "a ZIP archive, as workbooks are, too", "Unpack it, or save the sheet as CSV"],
  ["\x28\xb5\x2f\xfd", "packed by Zstandard", "Unpack it, or pack it by gzip"],
  ["BZh", "packed by bzip2", "Unpack it, or pack it by gzip"],
  ["\xfd7zXZ", "packed by xz", "Unpack it, or pack it by gzip"],
  ["SQLite format 3", "an SQLite database", "Export a table as CSV"],
];

/** Bytes of a file that are looked at. */
export const LOOKED_AT = 4096;
/** One in so many of them may be a control character: logs hold a stray one. */
const ONE_IN = 50;
const TAB = 9;
const CR = 13;
const LF = 10;

/** Why the bytes a file begins with are not the lines of CSV or JSONL, and what to do; null where they may be. */
export function notText(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, LOOKED_AT);
  const known = SIGNATURES.find(([begins]) => Array.from(begins, (letter) => letter.charCodeAt(0)).every((byte, i) => head[i] === byte));
  if (known !== undefined && (known[0].length > 3 || holdsControls(head))) return `The file is ${known[1]}. ${known[2]} and give that.`;
  if (holdsControls(head)) return "The file holds no text. Give CSV, JSONL or Parquet with a row per event.";
  if (head.includes(CR) && !head.includes(LF) && head.length === LOOKED_AT)
    return "The lines of the file end by a carriage return alone. Save it with line feeds (LF or CRLF) and give it again.";
  return null;
}

function holdsControls(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) if (byte < TAB || (byte > CR && byte < 32 && byte !== 27)) controls++;
  return controls * ONE_IN > head.length;
}
