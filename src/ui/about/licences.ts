/** A work that is part of the page: the page's own first, then others by name. */
export type Licence = { readonly name: string; readonly version: string; readonly identifier: string; readonly text: string };

/** The list the build makes of what it ships (`scripts/vite-licences.mjs`). Rejects where it is not to be had. */
export async function fetchLicences(): Promise<readonly Licence[]> {
  const response = await fetch(new URL("licences.json", document.baseURI));
  if (!response.ok) throw new Error(`licences.json: ${response.status}`);
  const list: unknown = await response.json();
  return Array.isArray(list) ? list.map(parseLicence) : [];
}

function parseLicence(entry: { readonly [key in keyof Licence]?: unknown }): Licence {
  const word = (value: unknown): string => (typeof value === "string" ? value : "");
  return { name: word(entry.name), version: word(entry.version), identifier: word(entry.identifier), text: word(entry.text) };
}
