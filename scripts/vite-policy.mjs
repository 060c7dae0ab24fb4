import { META_POLICY } from "./content-security-policy.mjs";

/**
 * Vite plugin: puts the Content-Security-Policy into the built page, first in the head. Only in the build: the
 * development server injects an inline script, which the policy rightly refuses.
 * @returns {import("vite").Plugin}
 */
export function contentSecurityPolicy() {
  return {
    name: "quadrant-content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: META_POLICY }, injectTo: "head-prepend" },
    ],
  };
}
