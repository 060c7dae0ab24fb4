import { endWhenReaderGone } from "./runs/closed-output.ts";
import { runCommandLine } from "./command-line.ts";

endWhenReaderGone(process.stdout, process.stderr, (code) => process.exit(code));
process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
