import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { currentDesign, editDesign } from "../stores/design-store.ts";
import { openDialog } from "../stores/view-store.ts";
import styles from "./ShareButton.module.css";

const LONGEST = 120;

/** Gives the design another name: what its file, its entry in the list and a shared link are called. */
export function RenameDialog() {
  const [title, setTitle] = useState(() => currentDesign().title);
  const name = title.trim();
  const close = (): void => openDialog(null);
  const rename = (): void => {
    if (name === "") return;
    editDesign(`Rename to ${name}`, (design) => (design.title === name ? design : { ...design, title: name }));
    close();
  };
  return (
    <Dialog
      open
      onClose={close}
      title="Name of this design"
      width={440}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" disabled={name === ""} onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <input
        className={styles["link"]}
        style={{ fontFamily: "inherit" }}
        aria-label="Name of this design"
        value={title}
        maxLength={LONGEST}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTitle(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") rename();
        }}
      />
    </Dialog>
  );
}
