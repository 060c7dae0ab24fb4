/** 64 bits of the columns of a file, as 16 hexadecimal digits: two FNV-1a lanes over their words of 32 bits. */
export function contentHash(columns: readonly (Float64Array | Int32Array)[]): string {
  let low = 0x811c9dc5;
  let high = 0x9dc5811c;
  for (const column of columns) {
    const words = new Uint32Array(column.buffer, column.byteOffset, column.byteLength >> 2);
    for (let i = 0; i < words.length; i++) {
      low = Math.imul(low ^ words[i], 0x01000193);
      high = Math.imul(high ^ (words[i] >>> 16) ^ (words[i] << 16), 0x01000193);
      // Multiplication carries upwards only; what is up there has to come down again.
      low ^= low >>> 15;
      high ^= high >>> 13;
    }
  }
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
