import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./Button.module.css";

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> & {
  /** `primary` once per view; `ghost` inside bars; `danger` for what destroys. */
  readonly look?: "plain" | "primary" | "ghost" | "danger";
  readonly size?: "normal" | "small";
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
};

export function Button({ look = "plain", size = "normal", icon, className, children, ...rest }: ButtonProps) {
  const classes = [styles["button"], styles[look], size === "small" ? styles["small"] : "", className ?? ""].join(" ");
  return (
    <button type="button" className={classes} {...rest}>
      {icon}
      {children}
    </button>
  );
}

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({ label, children, className, ...rest }: Omit<ButtonProps, "icon"> & { readonly label: string }) {
  return (
    <Button look="ghost" aria-label={label} title={label} className={`${styles["iconOnly"] ?? ""} ${className ?? ""}`} {...rest}>
      {children}
    </Button>
  );
}
