import { useView } from "../stores/view-store.ts";
import { visibleText } from "../../base/visible-text.ts";

/** Says announcements to screen readers, one after another. */
export function LiveRegion() {
  const { text, serial } = useView((view) => view.announcement);
  // A changing, unseen ending makes the same words be said again.
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      {visibleText(text)}
      {serial % 2 === 1 ? "\u00a0" : ""}
    </div>
  );
}
