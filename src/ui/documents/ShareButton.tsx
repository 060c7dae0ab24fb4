import { Check } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "../parts/Button.tsx";
import { copyShareLink } from "./share.ts";
import styles from "./ShareButton.module.css";

const LinkDialog = lazy(async () => ({ default: (await import("./LinkDialog.tsx")).LinkDialog }));

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
      {byHand !== null && (
        <Suspense fallback={null}>
          <LinkDialog link={byHand} onClose={() => setByHand(null)} />
        </Suspense>
      )}
    </>
  );
}
