import { Ellipsis } from "lucide-react";
import { PracticeTimer } from "../interview/PracticeTimer.tsx";
import { IconButton } from "../parts/Button.tsx";
import { Menu } from "../parts/Menu.tsx";
import { Logo } from "./Logo.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { PromptPicker } from "../documents/PromptPicker.tsx";
import { SaveStatus } from "../documents/SaveStatus.tsx";
import { ShareButton } from "../documents/ShareButton.tsx";
import { Steps } from "../interview/Steps.tsx";
import type { Width } from "../parts/use-width.ts";
import styles from "./TopBar.module.css";

/** What the page is about and where in the round one is: prompt, steps, clock, share, everything else. */
export function TopBar({ width }: { readonly width: Width }) {
  return (
    <header className={styles["bar"]}>
      <h1 className={styles["logo"]}>
        <Logo />
        <span className={width === "phone" ? "visually-hidden" : undefined}>Quadrant</span>
      </h1>
      <PromptPicker />
      {width !== "phone" && <Steps />}
      <div className={styles["space"]} />
      {width !== "phone" && <SaveStatus />}
      {width !== "phone" && <PracticeTimer />}
      <ShareButton />
      <Menu
        align="end"
        label="More"
        trigger={
          <IconButton label="More">
            <Ellipsis size={16} />
          </IconButton>
        }
      >
        <MoreMenu />
      </Menu>
    </header>
  );
}
