/**
 * The one place the page's Content-Security-Policy is written. The build puts it into index.html as a meta tag, so that
 * it holds on any static host; the local server sends it as a header too, so that workers started from a URL have it.
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** For `<meta http-equiv>`: frame-ancestors is ignored there, so it is left out. */
export const META_POLICY = DIRECTIVES.join("; ");

/** For the response header. */
export const HEADER_POLICY = [...DIRECTIVES, "frame-ancestors 'self'"].join("; ");
