import { ChevronDown } from "lucide-react";
import { lazy, Suspense } from "react";
import { Button } from "../parts/Button.tsx";
import { Menu, MenuLabel } from "../parts/Menu.tsx";
import { Boundary } from "../frame/Boundary.tsx";

const BreakItems = lazy(async () => ({ default: (await import("./BreakItems.tsx")).BreakItems }));

/** What can go wrong in the parts that are drawn: struck at once during a run, planned for the next one otherwise. */
export function BreakMenu() {
  return (
    <Menu
      align="end"
      side="top"
      label="Break something"
      trigger={
        <Button icon={null}>
          Break something <ChevronDown size={13} aria-hidden="true" />
        </Button>
      }
    >
      <Boundary what="This menu">
        <Suspense fallback={<MenuLabel>Loading…</MenuLabel>}>
          <BreakItems />
        </Suspense>
      </Boundary>
    </Menu>
  );
}
