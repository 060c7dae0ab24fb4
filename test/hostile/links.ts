import { deflateRawSync } from "node:zlib";
import { createStream } from "../../src/base/rng.ts";
import golden from "../../src/share/golden-link-1.json" with { type: "json" };
import { decodeLink } from "../../src/share/link.ts";
import { meetDesign } from "./designs.ts";
import { refused } from "./verdict.ts";
import type { Ending, Hostile } from "./verdict.ts";

/** A link from a stranger: refused, or a design like any other. */
export async function meetLink(link: string): Promise<Ending> {
  const decoded = await decodeLink(link);
  return decoded.ok ? meetDesign(decoded.value) : refused(decoded.error);
}

const PREFIX = "#d=1.";
const packed = Buffer.from(golden.link.slice(PREFIX.length), "base64url");
const of = (bytes: Uint8Array): string => PREFIX + Buffer.from(bytes).toString("base64url");
const ofText = (text: string): string => of(deflateRawSync(text));

const MEGABYTE = 1024 * 1024;

const LINKS: readonly (readonly [string, () => string])[] = [
  ["nothing", () => ""],
  ["an address without a fragment", () => "https://example.org/"],
  ["an empty payload", () => PREFIX],
  ["a newer container", () => golden.link.replace("#d=1.", "#d=2.")],
  ["container 9999", () => golden.link.replace("#d=1.", "#d=9999.")],
  ["container 0", () => golden.link.replace("#d=1.", "#d=0.")],
  ["container 01", () => golden.link.replace("#d=1.", "#d=01.")],
  ["a container of five digits", () => golden.link.replace("#d=1.", "#d=10000.")],
  ["letters that are no base64", () => `${PREFIX}!!!!`],
  ["base64 of one letter too many", () => `${PREFIX}AAAAA`],
  ["base64 with its usual signs", () => golden.link.replaceAll("-", "+").replaceAll("_", "/")],
  ["base64 padded", () => `${golden.link}===`],
  ["half the letters", () => golden.link.slice(0, golden.link.length / 2)],
  ["the payload twice", () => golden.link + golden.link.slice(PREFIX.length)],
  ["two payloads", () => `${golden.link}&${golden.link.slice(1)}`],
  ["longer than a link may be", () => PREFIX + "A".repeat(40_000)],
  ["ten million letters", () => PREFIX + "A".repeat(10_000_000)],
  ["ten million hashes", () => "#".repeat(10_000_000)],
  ["20 MB of spaces", () => ofText(" ".repeat(20 * MEGABYTE))],
  ["24 MB of zeros", () => of(deflateRawSync(Buffer.alloc(24 * MEGABYTE)))],
  ["four million open brackets", () => ofText("[".repeat(4_000_000))],
  ["four million open braces", () => ofText('{"a":'.repeat(800_000))],
  ["nested lists that are closed", () => ofText("[".repeat(1_900_000) + "]".repeat(1_900_000))],
  ["a title of four million letters", () => ofText(`{"version":1,"title":"${"x".repeat(4_000_000)}"}`)],
  ["four million letters that never end", () => ofText(`"${"x".repeat(4_000_000)}`)],
  ["a million values", () => ofText(`{"version":1,"notes":{"asked":[${"0,".repeat(1_000_000)}0]}}`)],
  ["packed twice", () => of(deflateRawSync(packed))],
  ["packed as gzip", () => of(Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), packed]))],
  ["a block that never ends", () => of(Buffer.from([0x00, 0xff, 0xff, 0x00, 0x00]))],
  ["a list", () => ofText("[1]")],
  ["null", () => ofText("null")],
  ["UTF-16", () => of(deflateRawSync(Buffer.from('{"version":1}', "utf16le")))],
  ["bytes that are no text", () => of(deflateRawSync(Buffer.from([0xff, 0xfe, 0xc0, 0x80])))],
  ["another format inside", () => ofText('{"format":"other","version":1}')],
  ["a newer design inside", () => ofText('{"version":2}')],
  ["a prototype inside", () => ofText('{"version":1,"__proto__":{"polluted":1}}')],
  [
    "a prototype among settings",
    () => ofText('{"version":1,"system":{"parts":[{"id":"a","kind":"sink","settings":{"__proto__":{"polluted":1}}}]}}'),
  ],
  ["mark-up for a title", () => ofText('{"version":1,"title":"<script>alert(1)</script>"}')],
  ["an address for a scenario", () => ofText('{"version":1,"scenario":"https-example"}')],
];

/** The golden link cut off at one of 24 places. */
const cut = (part: number): string => golden.link.slice(0, PREFIX.length + Math.floor(((golden.link.length - PREFIX.length) * part) / 24));

/** The golden link with a bit of what it packs turned over. */
export function flippedLink(seed: number): Hostile {
  return {
    name: `link ${seed}: bits turned over`,
    meet: () => {
      const random = createStream(seed, "flipped link");
      const bytes = Buffer.from(packed);
      for (let times = 1 + random.nextBelow(3); times > 0; times--) {
        const at = random.nextBelow(bytes.length);
        bytes[at] = (bytes[at] as number) ^ (1 << random.nextBelow(8));
      }
      return meetLink(of(bytes));
    },
  };
}

export const HOSTILE_LINKS: readonly Hostile[] = [
  ...LINKS.map(([name, link]): Hostile => ({ name: `link: ${name}`, meet: () => meetLink(link()) })),
  ...Array.from({ length: 23 }, (_, part): Hostile => ({ name: `link: cut after ${part + 1} of 24`, meet: () => meetLink(cut(part + 1)) })),
];
