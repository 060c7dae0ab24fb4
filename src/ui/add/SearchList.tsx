import { X } from "lucide-react";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { IconButton } from "../parts/Button.tsx";
import { scrollWithin } from "../parts/scroll-within.ts";
import { matching, type Searchable } from "./matching.ts";
import styles from "./SearchList.module.css";

export type ListOption = Searchable & {
  readonly id: string;
  readonly glyph?: ReactNode;
  /** A colour of the layer tokens, for the mark in front. */
  readonly colour?: string;
};

type SearchListProps = {
  readonly title: string;
  readonly placeholder: string;
  readonly options: readonly ListOption[];
  /** What to say when nothing is offered at all. */
  readonly nothing: string;
  readonly hint: string;
  readonly onChoose: (option: ListOption, by: "key" | "pointer") => void;
  readonly onClose: () => void;
  readonly onDrag?: (option: ListOption, transfer: DataTransfer) => void;
};

/** The place in the list a key leads to; null when it is no key of the list. Home and End belong to the text while there is one. */
function steppedTo(key: string, active: number, count: number, empty: boolean): number | null {
  const last = Math.max(0, count - 1);
  if (key === "ArrowDown") return Math.min(last, active + 1);
  if (key === "ArrowUp") return Math.max(0, active - 1);
  if (key === "Home" && empty) return 0;
  return key === "End" && empty ? last : null;
}

/** A list to search and choose from over the canvas: type, arrows, Enter; Escape closes and gives the focus back. */
export function SearchList({ title, placeholder, options, nothing, hint, onChoose, onClose, onDrag }: SearchListProps) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => matching(options, query), [options, query]);
  const current = shown[Math.min(active, shown.length - 1)];
  const input = useRef<HTMLInputElement>(null);
  useReturnFocus(input);
  useEscape(onClose);
  useEffect(() => {
    scrollWithin(list.current, list.current?.querySelector("[aria-selected=true]"));
  }, [current]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Commands with a modifier, as Ctrl+K, work from here as from everywhere.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    const to = steppedTo(event.key, active, shown.length, query === "");
    if (to !== null) setActive(to);
    else if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && current !== undefined) onChoose(current, "key");
    else return;
    event.preventDefault();
  };
  return (
    <div
      className={styles["panel"]}
      role="dialog"
      aria-label={title}
      data-state="open"
      onBlur={(event) => {
        if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <div className={styles["head"]}>
        <h3>{title}</h3>
        <IconButton size="small" label="Close (Esc)" onClick={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      <input
        ref={input}
        role="combobox"
        aria-label={title}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current === undefined ? undefined : `${id}-${current.id}`}
        aria-describedby={`${id}-hint`}
        className={styles["search"]}
        placeholder={placeholder}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={title} tabIndex={-1} className={styles["list"]}>
        <Rows id={id} shown={shown} current={current} onChoose={onChoose} onDrag={onDrag} />
        {shown.length === 0 && <p className={styles["nothing"]}>{options.length === 0 ? nothing : `Nothing is called “${query}”.`}</p>}
      </div>
      <p id={`${id}-hint`} className={styles["hint"]}>
        {hint}
      </p>
    </div>
  );
}

/** Escape closes wherever the focus is: a drag out of the list has taken it away. */
function useEscape(onClose: () => void): void {
  useEffect(() => {
    const close = (event: globalThis.KeyboardEvent): void => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [onClose]);
}

/** Takes the focus, and gives it back to where it was, unless what was chosen has taken it. */
function useReturnFocus(input: RefObject<HTMLInputElement | null>): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    return () => {
      requestAnimationFrame(() => {
        if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body)
          before.focus({ preventScroll: true });
      });
    };
  }, [before, input]);
}

function Rows({
  id,
  shown,
  current,
  onChoose,
  onDrag,
}: {
  readonly id: string;
  readonly shown: readonly ListOption[];
  readonly current: ListOption | undefined;
  readonly onChoose: SearchListProps["onChoose"];
  readonly onDrag: SearchListProps["onDrag"];
}) {
  return shown.map((option, index) => (
    <OptionRow
      key={option.id}
      id={`${id}-${option.id}`}
      option={option}
      first={shown[index - 1]?.group !== option.group}
      active={option === current}
      onChoose={onChoose}
      onDrag={onDrag}
    />
  ));
}

function OptionRow({
  id,
  option,
  first,
  active,
  onChoose,
  onDrag,
}: {
  readonly id: string;
  readonly option: ListOption;
  readonly first: boolean;
  readonly active: boolean;
  readonly onChoose: SearchListProps["onChoose"];
  readonly onDrag: SearchListProps["onDrag"];
}) {
  return (
    <>
      {first && (
        <div role="presentation" className={styles["group"]}>
          {option.group}
        </div>
      )}
      <div
        id={id}
        role="option"
        aria-selected={active}
        aria-label={`${option.label}, ${option.group}. ${option.note}`}
        className={styles["option"]}
        title={option.note}
        draggable={onDrag !== undefined}
        onDragStart={(event) => onDrag?.(option, event.dataTransfer)}
        onPointerDown={(event) => {
          if (onDrag === undefined) event.preventDefault();
        }}
        onClick={() => onChoose(option, "pointer")}
      >
        <span className={styles["mark"]} style={option.colour === undefined ? undefined : { color: option.colour }}>
          {option.glyph}
        </span>
        <span className={styles["text"]}>
          <b>{option.label}</b>
          <small>{option.note}</small>
        </span>
      </div>
    </>
  );
}
