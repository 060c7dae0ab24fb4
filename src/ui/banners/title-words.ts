import { visibleText } from "../../base/visible-text.ts";

/** Of the document that was open before; its title may be a stranger's. */
export function leftAsItWas(title: string): string {
  return `${visibleText(title)} is as you left it.`;
}

/** Of a document that could not be kept and would be gone with the tab. */
export function stillInTab(title: string): string {
  return `“${visibleText(title)}” is not saved; it is still in this tab.`;
}
