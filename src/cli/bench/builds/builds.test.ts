import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOut, commitOf, describeHere, makeCommandLine } from "./builds.ts";

const folder = mkdtempSync(join(tmpdir(), "quadrant-builds-"));
const root = join(folder, "repository");
const git = (...argv: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...argv], { cwd: root, encoding: "utf8" }).trim();

beforeAll(() => {
  mkdirSync(join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "node_modules"));
  writeFileSync(join(root, ".gitignore"), "node_modules\n");
  writeFileSync(join(root, "package-lock.json"), "{}");
  writeFileSync(join(root, "bin", "quadrant.mjs"), 'console.error("old");');
  writeFileSync(join(root, "node_modules", "a-package"), "");
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "old");
  git("tag", "before");
  writeFileSync(join(root, "bin", "quadrant.mjs"), "process.exitCode = 2;");
  git("commit", "--quiet", "-am", "new");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function madeOf(ref: string): ReturnType<typeof checkOut> {
  const commit = await commitOf(root, ref);
  if (!commit.ok) throw new Error(commit.error);
  return checkOut(root, commit.value, join(folder, ref), () => {});
}

describe("the build of another commit (B5)", () => {
  it.each(["no-such-ref", "--help", "HEAD:bin", ""])("is refused in a sentence where git knows no commit %j", async (ref) => {
    expect(await commitOf(root, ref)).toEqual({
      ok: false,
      error: `git knows no commit "${ref}". Give a branch, a tag or a commit of this repository.`,
    });
  });

  it("is refused where there is no repository", async () => {
    const found = await commitOf(folder, "HEAD");
    expect(found).toEqual({ ok: false, error: "--against compares with another commit, and this folder is no git repository." });
  });

  it("stands aside with the files of that commit, and borrows packages that are locked alike", async () => {
    const made = await madeOf("before");
    if (!made.ok) throw new Error(made.error);
    expect(readFileSync(join(made.value.root, "bin", "quadrant.mjs"), "utf8")).toContain("old");
    expect(existsSync(join(made.value.root, "node_modules", "a-package"))).toBe(true);
    expect(made.value.name).toBe(git("rev-parse", "before").slice(0, 7));
    expect(git("status", "--porcelain")).toBe("");
    expect(git("worktree", "list").split("\n")).toHaveLength(1);
  });

  it("is started once, and what it says is passed on; one that does not run is told", async () => {
    const told: string[] = [];
    const made = await madeOf("before^{commit}");
    if (!made.ok) throw new Error(made.error);
    expect(await makeCommandLine(made.value, (line) => told.push(line))).toEqual({ ok: true, value: null });
    expect(told).toEqual([`${made.value.name}: old`]);
    const broken = await makeCommandLine({ root, name: "here" }, () => {});
    expect(broken).toEqual({ ok: false, error: "The command line of here does not run; the reason is above." });
  });

  it("says of this checkout whether something is not committed yet", async () => {
    const head = git("rev-parse", "--short", "HEAD");
    expect((await describeHere(root)).name).toBe(head);
    writeFileSync(join(root, "new-file"), "");
    expect((await describeHere(root)).name).toBe(`${head} with changes`);
    rmSync(join(root, "new-file"));
    expect((await describeHere(folder)).name).toBe("this folder");
  });
});
