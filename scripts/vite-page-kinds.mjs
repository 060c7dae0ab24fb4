import { parseAst, Visitor } from "vite";

/**
 * Properties of a declaration, as the formatter leaves them: a line, and all that are further in or close it.
 * @param {readonly string[]} names
 */
const properties = (names) => new RegExp(`^ {2}(?:${names.join("|")}): .*\\n(?: {3,}.*\\n|\\n(?= {3,})| {2}[\\]})].*\\n)*`, "gm");

const NOT_ON_THE_PAGE = ["behaviour", "remarks", "causes", "examples"];
/** What a person reads about a kind. */
const READ = ["doc", "limits", "prices"];
const FACTS = "?facts";
const KIND = /\/src\/catalogue\/kinds\/[^/]+\/kind\.ts(?:\?facts)?$/;
const SHARED = /\/src\/catalogue\/(?:families|fields)\/(?:[^/]+\/)*[^/]+\.ts(?:\?facts)?$/;
/** Words and engine: whoever of the page uses nothing of such a file does without it, whatever its tables are made of. */
const PURE = /\/src\/(?:catalogue\/(?:remarks|causes)|engine)\/(?:[^/]+\/)*[^/]+\.ts$/;
const DECLARATION = /\/src\/catalogue\/(?:kinds\/[^/]+|fields)\/[^/]+\.ts$/;

/**
 * Vite plugin: leaves the engine out of the page. The page draws kinds and describes them; what they build in a run lives in the
 * simulation worker, which is bundled without this plugin. So in the page's copy of `catalogue/families` everything imported
 * from the engine is absent, constants (in capitals) aside. What a part does is called there, what parts remark and what explains a
 * missed goal are put into words there, too, and the examples are for tests and the command line: kinds come to the page without those.
 * A family that declares those for all of its kinds is without them, too.
 * What a person reads about a kind and its fields loads when it is read, by the same files with a query (`catalogue/kind-facts.ts`).
 * @returns {import("vite").Plugin}
 */
export function kindsWithoutEngine() {
  return {
    name: "quadrant-kinds-without-engine",
    apply: "build",
    enforce: "pre",
    /** What a declaration to be read is made of is to be read, too: its fields, with their help. */
    async resolveId(source, importer) {
      if (!importer?.endsWith(FACTS) || !source.startsWith(".")) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found !== null && DECLARATION.test(found.id) ? { ...found, id: found.id + FACTS } : found;
    },
    transform(code, id) {
      if (PURE.test(id)) return { code, map: null, moduleSideEffects: false };
      const declared = DECLARATION.test(id) ? withoutReading(code, parseAst(code, { lang: "ts" })) : code;
      if (KIND.test(id)) {
        const left = id.endsWith(FACTS) ? NOT_ON_THE_PAGE : [...NOT_ON_THE_PAGE, ...READ];
        return { code: declared.replace(properties(left), ""), map: null };
      }
      if (!SHARED.test(id)) return declared === code ? null : { code: declared, map: null };
      return {
        code: declared
          .replace(/^import \{([^}]*)\} from ("[./]+\/engine\/[^"]+");$/gm, withoutEngine)
          .replace(/^import \{([^}]*)\} from "[./]+\/(?:causes|remarks)\/[^"]+";$/gm, (_, list) => absent(namesOf(list))),
        map: null,
      };
    },
  };
}

/**
 * A declaration whose fields are without what is only read: of `field.choice({ … })` the help and the source, of its options the help.
 * @param {string} code @param {import("vite").ESTree.Program} program
 */
function withoutReading(code, program) {
  /** @type {{ start: number, end: number, by: string }[]} */
  const changes = [];
  /** @param {import("vite").ESTree.ObjectExpression} object @param {{ [name: string]: string }} left what takes the place of each */
  const leave = (object, left) => {
    for (const each of object.properties) {
      if (each.type !== "Property" || each.key.type !== "Identifier") continue;
      const by = left[each.key.name];
      if (by !== undefined) changes.push({ start: each.start, end: each.end, by });
    }
  };
  new Visitor({
    CallExpression({ callee, arguments: [given] }) {
      const ofField = callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "field";
      if (ofField && given?.type === "ObjectExpression") leave(given, { help: 'help: ""', source: "source: undefined" });
    },
    ObjectExpression(object) {
      const names = object.properties.map((each) => each.type === "Property" && each.key.type === "Identifier" && each.key.name);
      if (names.includes("value") && names.includes("label")) leave(object, { help: "help: undefined" });
    },
  }).visit(program);
  let shown = code;
  for (const { start, end, by } of changes.sort((one, other) => other.start - one.start))
    shown = shown.slice(0, start) + by + shown.slice(end);
  return shown;
}

/** @param {string} _line @param {string} list @param {string} from */
function withoutEngine(_line, list, from) {
  const names = namesOf(list);
  const constants = names.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name));
  const kept = constants.length > 0 ? `import { ${constants.join(", ")} } from ${from};\n` : "";
  return kept + absent(names.filter((name) => !constants.includes(name)));
}

/** @param {string} list */
function namesOf(list) {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
}

/** @param {readonly string[]} names */
function absent(names) {
  return names.map((name) => `const ${name} = undefined;`).join("\n");
}
