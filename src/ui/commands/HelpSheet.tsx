import { useState } from "react";
import { Dialog } from "../parts/Dialog.tsx";
import { setHelpOpen } from "../stores/view-store.ts";
import { shownKeys, useCommands, type CommandGroup } from "./registry.ts";
import { setSingleKeys, singleKeysOn } from "./shortcuts.ts";
import styles from "./HelpSheet.module.css";

const GROUPS: readonly CommandGroup[] = ["Run", "Canvas", "Edit", "View", "File", "Help"];

/** Every key there is, read from the commands themselves, and how to begin. */
export function HelpSheet() {
  const commands = useCommands().filter((command) => command.keys !== undefined && command.keys.length > 0);
  const [single, setSingle] = useState(singleKeysOn);
  return (
    <Dialog open onClose={() => setHelpOpen(false)} title="Keys and help" width={760}>
      <p className={styles["intro"]}>
        Draw parts and wires in System, press Run, and real records pass through what you drew. The strip at the top says what must hold;
        the results below say why it does or does not. Break something while it runs, change a setting, run again.
      </p>
      <div className={styles["groups"]}>
        {GROUPS.map((group) => {
          const own = commands.filter((command) => command.group === group);
          return own.length === 0 ? null : (
            <section key={group} className={styles["group"]}>
              <h3>{group}</h3>
              <dl>
                {own.map((command) => (
                  <div key={command.id} className={styles["row"]}>
                    <dt>{command.title}</dt>
                    <dd>
                      {(command.keys ?? [])
                        .map(shownKeys)
                        .filter((keys, index, all) => all.indexOf(keys) === index)
                        .map((keys) => (
                          <kbd key={keys}>{keys}</kbd>
                        ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <label className={styles["single"]}>
        <input
          type="checkbox"
          checked={single}
          onChange={(event) => {
            setSingleKeys(event.currentTarget.checked);
            setSingle(event.currentTarget.checked);
          }}
        />
        Single letters and digits are commands (switch off for speech input)
      </label>
    </Dialog>
  );
}
