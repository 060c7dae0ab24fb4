const SEED = 0x9747b28c | 0;
const M = 0x5bd1e995;
const encoder = new TextEncoder();
const digits = new Uint8Array(10);

/** Kafka's murmur2 of bytes[0 .. length-1]: 32 bits, signed. */
export function murmur2(bytes: Uint8Array, length: number = bytes.length): number {
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  const rest = length - whole;
  if (rest === 3) hash ^= bytes[whole + 2]! << 16;
  if (rest >= 2) hash ^= bytes[whole + 1]! << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[whole]!, M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}

/** murmur2 of a string's UTF-8 bytes. */
export function murmur2Text(key: string): number {
  return murmur2(encoder.encode(key));
}

/** murmur2 of the decimal digits of a whole number from 0 to 2^53 - 1; below 2^31 without making the string. */
export function murmur2Decimal(key: number): number {
  if (key > 0x7fffffff) return murmur2Text(String(key));
  let length = 1;
  for (let bound = 10; key >= bound; bound *= 10) length++;
  let rest = key | 0;
  for (let at = length - 1; at >= 0; at--) {
    const tenth = (rest / 10) | 0;
    digits[at] = 48 + (rest - tenth * 10);
    rest = tenth;
  }
  return murmur2(digits, length);
}

/** Kafka's partition of a hash: the sign bit is masked off (it is not the absolute value), then the remainder. */
export function kafkaPartition(hash: number, partitions: number): number {
  return (hash & 0x7fffffff) % partitions;
}
