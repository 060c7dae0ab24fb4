import { ChevronDown, ChevronUp } from "lucide-react";
import { IconButton } from "../parts/Button.tsx";
import { setDockCollapsed, useView } from "../stores/view-store.ts";

/** Folds the results away, or brings them back. */
export function DockToggle() {
  const collapsed = useView((view) => view.dockCollapsed);
  return (
    <IconButton label={collapsed ? "Show results" : "Hide results"} aria-expanded={!collapsed} onClick={() => setDockCollapsed(!collapsed)}>
      {collapsed ? <ChevronUp size={15} /> : <ChevronDown size={15} />}
    </IconButton>
  );
}
