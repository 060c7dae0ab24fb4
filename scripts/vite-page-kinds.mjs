/**
 * Properties of a declaration, as the formatter leaves them: a line, and all that are further in or close it.
 * @param {readonly string[]} names
 */
const properties = (names) => new RegExp(`^ {2}(?:${names.join("|")}): .*\\n(?: {3,}.*\\n|\\n(?= {3,})| {2}[\\]})].*\\n)*`, "gm");

const NOT_ON_THE_PAGE = ["behaviour", "remarks", "causes", "examples"];
/** What a person reads about a kind. */
const READ = ["doc", "limits", "prices"];

/**
 * Vite plugin: leaves the engine out of the page. The page draws kinds and describes them; what they build in a run lives in the
 * simulation worker, which is bundled without this plugin. So in the page's copy of `catalogue/families` everything imported
 * from the engine is absent, constants (in capitals) aside. What a part does is called there, what parts remark and what explains a
 * missed goal are put into words there, too, and the examples are for tests and the command line: kinds come to the page without those.
 * A family that declares those for all of its kinds is without them, too.
 * What a person reads about a kind loads when it is read, by the same file with a query (`catalogue/kind-facts.ts`).
 * @returns {import("vite").Plugin}
 */
export function kindsWithoutEngine() {
  return {
    name: "quadrant-kinds-without-engine",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (/\/src\/catalogue\/kinds\/[^/]+\/kind\.ts(?:\?facts)?$/.test(id)) {
        const left = id.endsWith("?facts") ? NOT_ON_THE_PAGE : [...NOT_ON_THE_PAGE, ...READ];
        return { code: code.replace(properties(left), ""), map: null };
      }
      if (!/\/src\/catalogue\/(?:families|fields)\/(?:[^/]+\/)*[^/]+\.ts$/.test(id)) return null;
      return {
        code: code
          .replace(/^import \{([^}]*)\} from ("[./]+\/engine\/[^"]+");$/gm, withoutEngine)
          .replace(/^import \{([^}]*)\} from "[./]+\/(?:causes|remarks)\/[^"]+";$/gm, (_, list) => absent(namesOf(list))),
        map: null,
      };
    },
  };
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
