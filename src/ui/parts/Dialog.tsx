import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import styles from "./Dialog.module.css";

/** A window over the page that keeps focus until it is closed; Escape closes it. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  width = 560,
  children,
  footer,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly width?: number;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}) {
  return (
    <Radix.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className={styles["overlay"]} />
        <Radix.Content
          className={styles["content"]}
          style={{ width }}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <header className={styles["head"]}>
            <Radix.Title className={styles["title"]}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" size="small">
                <X size={15} />
              </IconButton>
            </Radix.Close>
          </header>
          {description !== undefined && <Radix.Description className={styles["description"]}>{description}</Radix.Description>}
          <div className={styles["body"]}>{children}</div>
          {footer !== undefined && <footer className={styles["foot"]}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
