/** What a reader meets that follows no rule of the format. Its words are for programmers; a person is told that the file is damaged. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** Bytes from `at` to `end`: what would read past their end, or a number longer than numbers are, is damage and not a value. */
export class BoundedBytes {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    if (at > end || end > bytes.length) throw new Damaged("a piece ends before it begins, or after what it is a piece of");
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  byte(): number {
    if (this.at >= this.end) throw new Damaged("a byte is missing");
    return this.bytes[this.at++];
  }

  skip(count: number): void {
    if (!(count >= 0 && count <= this.left)) throw new Damaged(`${count} bytes are missing`);
    this.at += count;
  }

  /** Four bytes, the lowest first, without a sign. */
  u32(): number {
    const at = this.at;
    this.skip(4);
    const { bytes } = this;
    return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
  }

  /** A number of seven bits a byte, without a sign, as it fits 32 bits. */
  varint(): number {
    let value = 0;
    for (let place = 1, read = 0; read < 5; read++, place *= 128) {
      const byte = this.byte();
      value += (byte & 127) * place;
      if (byte < 128 && value <= 0xffff_ffff) return value;
      if (byte < 128) break;
    }
    throw new Damaged("a number of more than 32 bits");
  }

  /** A number of up to 64 bits, seven a byte, of which the lowest 32 are told. */
  varintLow(): number {
    let value = 0;
    for (let read = 0; read < 10; read++) {
      const byte = this.byte();
      if (read < 5) value |= (byte & 127) << (7 * read);
      if (byte < 128) return value >>> 0;
    }
    throw new Damaged("a number of more than 64 bits");
  }

  /** A number with a sign, as Thrift and Parquet write it. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
