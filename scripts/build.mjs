// `npm run build`: writes the browser app to dist, unless it is already newer than its sources.
import { APP, ensureBuilt } from "./fresh-build.mjs";

try {
  await ensureBuilt(APP, (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
