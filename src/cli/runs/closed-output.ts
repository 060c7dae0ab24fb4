/** What a shell reports of a program that wrote to a pipe nobody reads: 128 and the number of SIGPIPE. */
const READER_GONE_CODE = 141;

type Output = { on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown };

/** A reader may stop early, as `head` does: the results then have nobody to go to, and the command ends without a word. */
export function endWhenReaderGone(results: Output, notes: Output, exit: (code: number) => void): void {
  results.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
    exit(READER_GONE_CODE);
  });
  // Notes nobody reads do not end a command whose results are still read.
  notes.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
}
