import { useState } from "react";

/** A title while it is written: Enter and leaving keep it, Escape gives null and keeps the old one. */
export function TitleInput({
  title,
  className,
  label = "Title of the part",
  onDone,
}: {
  readonly title: string;
  readonly className?: string;
  readonly label?: string;
  readonly onDone: (title: string | null) => void;
}) {
  const [text, setText] = useState(title);
  return (
    <input
      aria-label={label}
      className={className}
      value={text}
      maxLength={200}
      ref={(input) => {
        if (input !== null && document.activeElement !== input) {
          input.focus();
          input.select();
        }
      }}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          setText(title);
          onDone(null);
        }
      }}
    />
  );
}
