import type { Finding } from "../base/finding.ts";
import { fail, ok } from "../base/result.ts";
import type { Result } from "../base/result.ts";
import { parseDesign } from "../design/parse.ts";
import type { Design } from "../design/types.ts";
import { compactDesign } from "./compact.ts";

/** A link may carry this much; longer ones are cut by mail programs and chats. */
export const MAX_LINK_CHARS = 32 * 1024;
const MAX_INFLATED_BYTES = 4 * 1024 * 1024;
/** Version of the container, not of the design inside it. */
const CONTAINER = "1";
const PAYLOAD = /(?:^|[#&?])d=([0-9]{1,4})\.([A-Za-z0-9_-]*)(?:&|$)/;

/**
 * The fragment that carries a design: `#d=1.<base64url of deflate-raw of compact JSON>`. Nothing in it leaves the browser
 * that opens it. A very large design gives a fragment that `linkProblem` refuses: offer the file instead.
 */
export async function encodeLink(design: Design): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(compactDesign(design)));
  const stream = kindOf(json).pipeThrough(new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return `#d=${CONTAINER}.${toBase64Url(packed)}`;
}

/** Why a link cannot be given out or read, by its length alone; null when it can. */
export function linkProblem(link: string): Finding | null {
  if (link.length <= MAX_LINK_CHARS) return null;
  return finding("link.too-long", "This design is too large for a link (more than 32 KB). Save it as a file and send the file.");
}

/** True when the text (an address or a fragment) carries a design at all. */
export function hasDesignLink(text: string): boolean {
  return text.length <= MAX_LINK_CHARS + 4_096 && PAYLOAD.test(text);
}

/** The design in a link: a whole address, its fragment, or the payload after `d=`. */
export async function decodeLink(link: string): Promise<Result<Design, readonly Finding[]>> {
  const text = link.trim();
  // The address before the fragment may add a little to the payload's own cap.
  if (text.length > MAX_LINK_CHARS + 4_096) return refuse("link.too-long", "This link is longer than 32 KB. Ask for the design as a file.");
  const match = PAYLOAD.exec(/^\d{1,4}\./.test(text) ? `d=${text}` : text);
  if (!match) return refuse("link.no-design", "There is no design in this link. Copy it again, whole, from where it was shared.");
  const [, container = "", payload = ""] = match;
  if (Number(container) > Number(CONTAINER))
    return refuse(
      "link.newer",
      "This link was made by a newer Quadrant than this one. Reload the page or update Quadrant, then open it again.",
    );
  if (container !== CONTAINER) return refuse("link.version", "This link has a version this program does not know. Ask for a new link.");
  const packed = fromBase64Url(payload);
  if (!packed) return refuse("link.damaged", "This link is damaged: some of its letters are missing. Copy it again, whole.");
  const inflated = await inflate(packed);
  if (!inflated.ok) return inflated;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(inflated.value));
  } catch {
    return refuse("link.damaged", "This link is damaged: what it holds cannot be read. Copy it again, whole.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse("link.damaged", "This link holds no design. Ask for a new link.");
  return parseDesign({ ...value, format: "quadrant-design" });
}

/** Inflates while counting, and stops at the cap: 24 KB of zeros can claim to be 24 MB. */
async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Result<Uint8Array, readonly Finding[]>> {
  const reader = kindOf(packed).pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.byteLength;
      if (bytes > MAX_INFLATED_BYTES) {
        await reader.cancel().catch(() => undefined);
        return fail([finding("link.too-big", "This link unpacks to more than 4 MB, which no design does. Do not open it again.")]);
      }
      chunks.push(next.value);
    }
  } catch {
    return fail([finding("link.damaged", "This link is damaged: it cannot be unpacked. Copy it again, whole.")]);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return ok(whole);
}

function kindOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

function refuse(code: string, message: string): Result<never, readonly Finding[]> {
  return fail([finding(code, message)]);
}

function finding(code: string, message: string): Finding {
  return { code, severity: "error", where: "", message };
}
