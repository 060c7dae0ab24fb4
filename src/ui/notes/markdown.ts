import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

/** Tags a note may turn into; pictures are left out, so that opening somebody's design fetches nothing. */
const TAGS = [
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "p",
  "ul",
  "ol",
  "li",
  "em",
  "strong",
  "s",
  "code",
  "pre",
  "blockquote",
  "a",
  "hr",
  "br",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
];

const markdown = new MarkdownIt({ html: false, linkify: true }).disable("image");

/** Safe HTML of a Markdown text: no raw HTML, no scripts, no pictures; links open outside and tell nothing about this page. */
export function renderMarkdown(text: string): string {
  const html = markdown.render(text);
  const clean = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href"],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of clean.querySelectorAll("a")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer nofollow");
  }
  const box = document.createElement("div");
  box.append(clean);
  return box.innerHTML;
}
