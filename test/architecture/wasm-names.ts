const EXPORTS = 7;

/** The names a WebAssembly module exports, read from its bytes without compiling it. */
export function exportNames(bytes: Uint8Array): string[] {
  let at = 8;
  const text = new TextDecoder();
  const next = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = next() + at;
    if (section === EXPORTS) {
      return Array.from({ length: next() }, () => {
        const length = next();
        const name = text.decode(bytes.subarray(at, at + length));
        at += length + 1;
        next();
        return name;
      });
    }
    at = end;
  }
  return [];
}

/** The outermost namespaces in names as the C++ compiler writes them: `_ZN` or `NK`, then length and word. */
export function namespacesIn(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const name of names) {
    if (!/^(orig\$)?_Z/.test(name)) continue;
    for (const met of name.matchAll(/N[rVKRO]*(\d+)(?=([a-z_]\w*))/g)) {
      const word = (met[2] ?? "").slice(0, Number(met[1]));
      if (word.length === Number(met[1]) && /^[a-z_][a-z0-9_]*$/.test(word)) found.add(word);
    }
  }
  return found;
}
