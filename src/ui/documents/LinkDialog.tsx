import { Dialog } from "../parts/Dialog.tsx";
import styles from "./ShareButton.module.css";

/** The link to copy by hand. */
export function LinkDialog({ link, onClose }: { readonly link: string; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Link to this design"
      description="The whole design is in the link; nothing is sent anywhere. Copy it:"
    >
      <input
        className={styles["link"]}
        readOnly
        aria-label="Link to this design"
        value={link}
        onFocus={(event) => event.currentTarget.select()}
        autoFocus
      />
    </Dialog>
  );
}
