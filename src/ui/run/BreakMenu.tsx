import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Menu, MenuLabel } from "../parts/Menu.tsx";
import { Boundary } from "../frame/Boundary.tsx";
import type { Breakable } from "./breakages.ts";

const BreakItems = lazy(async () => ({ default: (await import("./BreakItems.tsx")).BreakItems }));
const BreakForm = lazy(async () => ({ default: (await import("./BreakForm.tsx")).BreakForm }));

/** What can go wrong in the parts that are drawn: struck at once during a run, planned for the next one otherwise. */
export function BreakMenu() {
  const [asked, setAsked] = useState<Breakable | null>(null);
  return (
    <>
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
            <BreakItems onAsk={setAsked} />
          </Suspense>
        </Boundary>
      </Menu>
      {asked !== null && (
        <Boundary what="This dialog">
          <Suspense fallback={null}>
            <BreakForm breakable={asked} onClose={() => setAsked(null)} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}
