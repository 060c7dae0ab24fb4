import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import styles from "./Menu.module.css";

/** Menus are put inside the page's main landmark, so that nothing on the page lies outside one. */
function landmark(): HTMLElement {
  return document.querySelector("main") ?? document.body;
}

/** A button that opens a list of actions; arrows, type-ahead and Escape work. */
export function Menu({
  trigger,
  children,
  align = "start",
  side = "bottom",
  label,
  onOpen,
}: {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly align?: "start" | "end";
  readonly side?: "top" | "bottom";
  readonly label?: string;
  /** Called when the list is about to show, to bring it up to date. */
  readonly onOpen?: () => void;
}) {
  return (
    <DropdownMenu.Root
      // Outside stays readable and clickable; a click there closes the menu.
      modal={false}
      onOpenChange={(open) => {
        if (open) onOpen?.();
      }}
    >
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={landmark()}>
        <DropdownMenu.Content className={styles["menu"]} align={align} side={side} sideOffset={5} collisionPadding={8} aria-label={label}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({
  children,
  note,
  keys,
  icon,
  danger = false,
  disabled = false,
  checked,
  stays = false,
  onSelect,
}: {
  readonly children: ReactNode;
  /** A second, quieter line. */
  readonly note?: ReactNode;
  readonly keys?: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Present on items that are one of a choice. */
  readonly checked?: boolean;
  /** The menu stays open, for choices that are made before another. */
  readonly stays?: boolean;
  readonly onSelect: () => void;
}) {
  const inner = (
    <>
      {checked !== undefined && <span className={styles["check"]}>{checked && <Check size={14} />}</span>}
      {icon !== undefined && <span className={styles["icon"]}>{icon}</span>}
      <span className={styles["text"]}>
        <span>{children}</span>
        {note !== undefined && <small>{note}</small>}
      </span>
      {keys !== undefined && <kbd className={styles["keys"]}>{keys}</kbd>}
    </>
  );
  const choose = (event: Event): void => {
    if (stays) event.preventDefault();
    onSelect();
  };
  const className = `${styles["item"] ?? ""} ${danger ? (styles["danger"] ?? "") : ""}`;
  return checked === undefined ? (
    <DropdownMenu.Item className={className} disabled={disabled} onSelect={choose}>
      {inner}
    </DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem className={className} disabled={disabled} checked={checked} onSelect={choose}>
      {inner}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className={styles["label"]}>{children}</DropdownMenu.Label>;
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles["line"]} />;
}

/** An item that opens a further list beside it. */
export function MenuSub({
  label,
  note,
  icon,
  children,
}: {
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={styles["item"]}>
        {icon !== undefined && <span className={styles["icon"]}>{icon}</span>}
        <span className={styles["text"]}>
          <span>{label}</span>
          {note !== undefined && <small>{note}</small>}
        </span>
        <span className={styles["arrow"]} aria-hidden="true">
          ›
        </span>
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal container={landmark()}>
        <DropdownMenu.SubContent className={styles["menu"]} sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}
