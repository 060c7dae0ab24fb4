import type { Finding } from "../../base/finding.ts";
import { parseDdl, tablesToDdl } from "../../design/sql/ddl.ts";
import { canonicalJson } from "../../design/hash.ts";
import type { Schema } from "../../design/types.ts";

/** SQL text under work: what is written, the schema it last agreed with, and what cannot be read in it. */
export type SqlDraft = { readonly text: string; readonly schema: Schema; readonly findings: readonly Finding[] };

export function freshDraft(schema: Schema): SqlDraft {
  return { text: tablesToDdl(schema), schema, findings: [] };
}

/** The draft after typing. When the text can be read and means something new, `schema` of the draft is that new schema. */
export function typedDraft(draft: SqlDraft, text: string): SqlDraft {
  const parsed = parseDdl(text, draft.schema);
  if (!parsed.ok) return { text, schema: draft.schema, findings: parsed.error };
  const same = canonicalJson(parsed.value) === canonicalJson(draft.schema);
  return { text, schema: same ? draft.schema : parsed.value, findings: [] };
}

/** What the text becomes when the tables changed elsewhere: written anew, unless it holds something that cannot be read yet. */
export function syncedDraft(draft: SqlDraft, schema: Schema): SqlDraft {
  if (draft.schema === schema || draft.findings.length > 0) return draft;
  return freshDraft(schema);
}
