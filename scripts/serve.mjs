import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { HEADER_POLICY } from "./content-security-policy.mjs";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".yaml": "text/yaml; charset=utf-8",
};

/**
 * Serves a folder on loopback, read-only.
 * @param {{ folder: string, port: number, strictPort?: boolean }} options takes the next free port unless strict
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve({ folder, port, strictPort = false }) {
  const server = createServer((request, response) => answer(path.resolve(folder), request, response));
  for (let candidate = port; candidate < port + 100; candidate += 1) {
    const bound = await listen(server, candidate);
    if (bound) return { url: `http://127.0.0.1:${candidate}/`, close: () => server.close() };
    if (strictPort) break;
  }
  throw new Error(`Port ${port} is taken: set PORT to a free one and try again.`);
}

/** @param {import("node:http").Server} server @param {number} port @returns {Promise<boolean>} */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    /** @param {NodeJS.ErrnoException} error */
    const onError = (error) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    };
    server.once("error", onError);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", onError);
      resolve(true);
    });
  });
}

/** @param {string} folder @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
function answer(folder, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
  const file = fileFor(folder, request.url ?? "/");
  if (file === null) return refuse(response, 404);
  const hashed = file.startsWith(path.join(folder, "assets") + path.sep);
  response.writeHead(200, {
    "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
    "Content-Length": statSync(file).size,
    "Cache-Control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
    "Content-Security-Policy": HEADER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

/** The file an address names, or null when there is none inside the folder. @param {string} folder @param {string} url */
function fileFor(folder, url) {
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (pathname.includes("\0") || pathname.split(/[/\\]/).some((segment) => segment.startsWith("."))) return null;
  const file = path.join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
  if (!file.startsWith(folder + path.sep)) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/** @param {import("node:http").ServerResponse} response @param {number} status */
function refuse(response, status) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(status === 404 ? "Not found" : "Only GET and HEAD");
}
