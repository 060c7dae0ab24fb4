import { Command as Palette } from "cmdk";
import { Dialog } from "radix-ui";
import { setPaletteOpen } from "../stores/view-store.ts";
import { matchScore } from "./match.ts";
import { shownKeys, useCommands, type Command, type CommandGroup } from "./registry.ts";
import styles from "./CommandPalette.module.css";

const GROUPS: readonly CommandGroup[] = ["Run", "Canvas", "Edit", "View", "File", "Interview", "Help"];

/** Every command that can be done now, found by typing. */
export function CommandPalette() {
  const offered = useCommands().filter(
    (command) => command.keysOnly !== true && command.id !== "view.palette" && command.when?.() !== false,
  );
  const close = (): void => setPaletteOpen(false);
  const choose = (command: Command): void => {
    close();
    // After the dialog has given the focus back, so that a command may move it.
    setTimeout(() => void command.run(), 0);
  };
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className={styles["overlay"]} />
        <Dialog.Content className={styles["content"]} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <Palette label="Commands" loop filter={(_, typed, [title = "", ...words] = []) => matchScore(typed, title, words)}>
            <Palette.Input className={styles["input"]} placeholder="What do you want to do?" />
            <Palette.List className={styles["list"]}>
              <Palette.Empty className={styles["empty"]}>No command has these words.</Palette.Empty>
              {GROUPS.map((group) => {
                const commands = offered.filter((command) => command.group === group);
                return commands.length === 0 ? null : (
                  <Palette.Group key={group} heading={group} className={styles["group"]}>
                    {commands.map((command) => (
                      <Palette.Item
                        key={command.id}
                        value={command.id}
                        keywords={[command.title, group, ...(command.words?.split(" ") ?? [])]}
                        className={styles["item"]}
                        onSelect={() => choose(command)}
                      >
                        <span>{command.title}</span>
                        {command.keys?.[0] !== undefined && <kbd>{shownKeys(command.keys[0])}</kbd>}
                      </Palette.Item>
                    ))}
                  </Palette.Group>
                );
              })}
            </Palette.List>
          </Palette>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
