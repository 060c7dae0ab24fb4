import type { Finding } from "../../base/finding.ts";
import { fail } from "../../base/result.ts";
import type { Result } from "../../base/result.ts";
import type { Design } from "../../design/types.ts";
import { decodeFile } from "../../share/file.ts";
import { fileText } from "../../share/file-text.ts";
import { foreignFile, isJsonText } from "../../share/foreign-file.ts";
import type { ForeignFile } from "../../share/foreign-file.ts";

const OPENS = "Here a design opens, as .quadrant.json or .quadrant.yaml.";

const FOREIGN: { readonly [what in ForeignFile]: string } = {
  scenario: `This is a scenario: a prompt with its load and its goals, not a design. ${OPENS} A scenario of your own runs on the command line, by run --scenario.`,
  events: `These are events, not a design. ${OPENS} To run these events, choose "Run your own events…" among all commands.`,
};

/** A design from a file, JSON or YAML; what is something else is called by its name. The reader of YAML loads when it is needed. */
export async function readDesignFile(bytes: Uint8Array): Promise<Result<Design, readonly Finding[]>> {
  const asText = fileText(bytes);
  // Of what is no text its first letters may still say what it is.
  const text = asText.ok ? asText.value : String.fromCharCode(...bytes.subarray(0, 4));
  const foreign = foreignFile(text);
  if (foreign !== null) return fail([{ code: `file.${foreign}`, severity: "error", where: "", message: FOREIGN[foreign] }]);
  if (!asText.ok) return asText;
  // Whoever opens JSON that holds needs no reader of YAML.
  const decoded = isJsonText(text) ? decodeFile(text) : null;
  if (decoded?.ok === true) return decoded;
  const { parseYamlDesign, placeFindings } = await import("../../scenario/design-text.ts");
  const read = decoded ?? parseYamlDesign(text);
  // A place in the file stands in for the path: what is open on the page is another design.
  return read.ok
    ? read
    : fail(placeFindings(text, read.error).map((found) => (found.line === undefined ? found : { ...found, where: "" })));
}
