import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";

/** Where a Firefox stands, or null. Playwright drives only a build of its own, so this one is started as a user would. */
export function firefoxPath(): string | null {
  const candidates = [process.env.FIREFOX_PATH, "/usr/bin/firefox-esr", "/usr/bin/firefox"];
  return candidates.find((each): each is string => each !== undefined && existsSync(each)) ?? null;
}

/** No first-run pages, no updates, no reports: it opens the page and nothing else. */
const PREFERENCES = {
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/**
 * Runs `script` in a headless Firefox, then `expression`, whose promise gives a text; answers that text. A server on
 * loopback hands out the page and takes the answer; the profile lies in a folder of its own and is removed.
 */
export async function inFirefox(binary: string, script: string, expression: string, timeoutMs: number): Promise<string> {
  let resolve: (text: string) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const answer = new Promise<string>((settle, refuse) => ([resolve, reject] = [settle, refuse]));
  const page = `<!doctype html><meta charset="utf-8"><script src="/page.js"></script><script>
    const post = (outcome, text) => fetch("/" + outcome, { method: "POST", body: text });
    Promise.resolve().then(() => ${expression}).then((text) => post("answer", text), (error) => post("failure", String(error)));
  </script>`;
  const server = createServer((request, response) => {
    if (request.method !== "POST") {
      const isScript = request.url === "/page.js";
      response.setHeader("content-type", isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8");
      response.end(isScript ? script : page);
      return;
    }
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      response.end();
      if (request.url === "/answer") resolve(body);
      else reject(new Error(`in Firefox: ${body}`));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const profile = mkdtempSync(path.join(os.tmpdir(), "quadrant-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(path.join(profile, "user.js"), lines.join("\n"));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const firefox = spawn(binary, ["--headless", "--no-remote", "--profile", profile, url], { stdio: "ignore" });
  const timer = setTimeout(() => reject(new Error(`no answer from Firefox after ${timeoutMs / 1000} s`)), timeoutMs);
  firefox.on("error", reject);
  firefox.on("exit", (code) => reject(new Error(`Firefox ended with code ${code}`)));
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    const ended = new Promise((gone) => firefox.once("exit", gone));
    if (firefox.exitCode === null && firefox.kill()) await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
