import type { ChartColour } from "./chart-colours.ts";
import styles from "./StackedBar.module.css";

export type StackPiece = { readonly id: string; readonly label: string; readonly value: number; readonly colour: ChartColour };

/** Parts of one whole, side by side. A piece that is not nothing is never thinner than two pixels. */
export function StackedBar({
  label,
  pieces,
  format,
}: {
  readonly label: string;
  readonly pieces: readonly StackPiece[];
  readonly format: (value: number) => string;
}) {
  const shown = pieces.filter((piece) => piece.value > 0);
  const whole = shown.reduce((sum, piece) => sum + piece.value, 0);
  if (whole === 0) return null;
  return (
    <div
      className={styles["bar"]}
      role="img"
      aria-label={`${label}: ${shown.map((piece) => `${piece.label} ${format(piece.value)}`).join(", ")}`}
    >
      {shown.map((piece) => (
        <span
          key={piece.id}
          style={{ flexGrow: piece.value / whole, background: `var(--${piece.colour})` }}
          title={`${piece.label}: ${format(piece.value)}`}
        />
      ))}
    </div>
  );
}
