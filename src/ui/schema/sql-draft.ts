import type { Finding } from "../../base/finding.ts";
import { canonicalJson } from "../../design/hash.ts";
import { schemaFrom, schemaIn } from "../../design/sql/ddl-dialects.ts";
import type { Dialect } from "../../design/sql/ddl-dialects.ts";
import { parseDdl, tablesToDdl } from "../../design/sql/ddl.ts";
import type { Schema } from "../../design/types.ts";

/** Whose SQL it is: that in which every table is as it was drawn, or that of a store. */
export type WrittenFor = "drawn" | Dialect;

/** SQL text under work: what is written and for whom, the schema it last agreed with, and what cannot be read in it. */
export type SqlDraft = {
  readonly writtenFor: WrittenFor;
  readonly text: string;
  readonly schema: Schema;
  readonly findings: readonly Finding[];
};

export function freshDraft(schema: Schema, writtenFor: WrittenFor): SqlDraft {
  const text = tablesToDdl(writtenFor === "drawn" ? schema : schemaIn(schema, writtenFor));
  return { writtenFor, text, schema, findings: [] };
}

/** The same for somebody else: what cannot be read yet stays as it was typed, and may be read now. */
export function draftFor(draft: SqlDraft, writtenFor: WrittenFor): SqlDraft {
  return draft.findings.length === 0 ? freshDraft(draft.schema, writtenFor) : typedDraft({ ...draft, writtenFor }, draft.text);
}

/** The draft after typing. When the text can be read and means something new, `schema` of the draft is that new schema. */
export function typedDraft(draft: SqlDraft, text: string): SqlDraft {
  const { writtenFor, schema } = draft;
  const parsed = parseDdl(text, schema, writtenFor === "drawn" ? null : writtenFor);
  if (!parsed.ok) return { writtenFor, text, schema, findings: parsed.error };
  const read = writtenFor === "drawn" ? parsed.value : schemaFrom(parsed.value, schema, writtenFor);
  const same = canonicalJson(read) === canonicalJson(schema);
  return { writtenFor, text, schema: same ? schema : read, findings: [] };
}

/** What the text becomes when the tables changed elsewhere: written anew, unless it holds something that cannot be read yet. */
export function syncedDraft(draft: SqlDraft, schema: Schema): SqlDraft {
  if (draft.schema === schema || draft.findings.length > 0) return draft;
  return freshDraft(schema, draft.writtenFor);
}
