/*
 * Template of the service worker; the build fills in the three constants and writes it to dist/sw.js.
 * - the shell (page, scripts, styles, icons) is stored when the worker installs, all of one version together;
 * - large files (the SQL engine) are stored the first time they are used;
 * - a new version waits until the page asks for it ("activate-update") or every tab is closed, so chunks never mix; a tab that
 *   began with the version before goes on with its files, which stay until the next.
 */
const VERSION = "__VERSION__";
const SHELL = __SHELL__;
const ON_FIRST_USE = new Set(__ON_FIRST_USE__);

const SHELL_CACHE = `quadrant-shell-${VERSION}`;
const LARGE_CACHE = "quadrant-large";
const SCOPE = self.registration.scope;

self.addEventListener("install", (event) => {
  const requests = SHELL.map((file) => new Request(new URL(file, SCOPE), { cache: "reload" }));
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "activate-update") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const file = new URL(request.url).pathname.slice(new URL(SCOPE).pathname.length);
  if (request.mode === "navigate" && (file === "" || file === "index.html")) event.respondWith(fromShell("index.html", request));
  else if (ON_FIRST_USE.has(file)) event.respondWith(fromLarge(request));
  else if (SHELL.includes(file)) event.respondWith(fromShell(file, request));
  else if (file.startsWith("assets/")) event.respondWith(fromBefore(request));
});

async function fromShell(file, request) {
  const cache = await caches.open(SHELL_CACHE);
  return (await cache.match(new URL(file, SCOPE))) ?? fetch(request);
}

/** A file of the version before, for a tab that began with it: names of these carry their content. */
async function fromBefore(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}

async function fromLarge(request) {
  const cache = await caches.open(LARGE_CACHE);
  const stored = await cache.match(request.url);
  if (stored) return stored;
  const response = await fetch(request);
  // A full disk must not break the first use: the answer goes out whether or not it could be stored.
  if (response.ok) await cache.put(request.url, response.clone()).catch(() => undefined);
  return response;
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("quadrant-shell-") && name !== SHELL_CACHE);
  // In the order they were made: the last is the one that tabs may still be of.
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
  const large = await caches.open(LARGE_CACHE);
  const wanted = new Set([...ON_FIRST_USE].map((file) => new URL(file, SCOPE).href));
  const stored = await large.keys();
  await Promise.all(stored.filter((request) => !wanted.has(request.url)).map((request) => large.delete(request)));
}
