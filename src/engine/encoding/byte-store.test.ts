import { expect, test } from "vitest";
import { ByteStore } from "./byte-store.ts";

test("words lie one behind the other, each with its lowest byte first, and stay where they are as the store grows", () => {
  const store = new ByteStore();
  const words = Array.from({ length: 5000 }, (_, i) => (i * 2_654_435_761) >>> 0);
  for (const word of words) {
    store.reserve(4);
    store.word(word);
  }
  expect(store.length).toBe(20_000);
  const view = new DataView(store.bytes.buffer);
  expect(words.map((_, i) => view.getUint32(4 * i, true))).toEqual(words);
});
