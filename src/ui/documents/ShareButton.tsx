import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { copyShareLink } from "./share.ts";
import styles from "./ShareButton.module.css";

const SHOWN_MS = 2500;

/** Copies a link that carries the whole design; where the clipboard is out of reach, shows the link to copy by hand. */
export function ShareButton() {
  const [copied, setCopied] = useState(false);
  const [byHand, setByHand] = useState<string | null>(null);
  useEffect(() => {
    if (!copied) return undefined;
    const timeout = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timeout);
  }, [copied]);
  const share = async (): Promise<void> => {
    const outcome = await copyShareLink();
    if (outcome.kind === "copied") setCopied(true);
    if (outcome.kind === "by-hand") setByHand(outcome.link);
  };
  return (
    <>
      <Button
        look="ghost"
        className={styles["share"]}
        onClick={() => void share()}
        icon={copied ? <Check size={14} aria-hidden="true" /> : undefined}
        title="Copy a link that carries this design"
      >
        {copied ? "Link copied" : "Share"}
      </Button>
      <Dialog
        open={byHand !== null}
        onClose={() => setByHand(null)}
        title="Link to this design"
        description="The whole design is in the link; nothing is sent anywhere. Copy it:"
      >
        <input
          className={styles["link"]}
          readOnly
          aria-label="Link to this design"
          value={byHand ?? ""}
          onFocus={(event) => event.currentTarget.select()}
          autoFocus
        />
      </Dialog>
    </>
  );
}
