/** How much a finding matters: an error stops a run, a warning does not, a note only informs. */
export type Severity = "error" | "warning" | "note";

/**
 * One thing wrong (or worth knowing) about something a person wrote.
 * `where` is a path a person and a program can follow: `system.parts.kafka.settings.partitions`, `api.endpoints.e1`.
 * `message` says what is wrong and what to do next, in one or two sentences.
 * `line` and `column` (1-based) are present when the source was text.
 */
export type Finding = {
  readonly code: string;
  readonly severity: Severity;
  readonly where: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
};
