import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { addTradeoff, editTradeoff, removeTradeoff } from "../../design/edits-notes.ts";
import type { Tradeoff } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { InlineArea, InlineSelect } from "../parts/InlineField.tsx";
import { editDesign, useDesign } from "../stores/design-store.ts";
import styles from "./Notes.module.css";

/** Why this and not that, part by part. */
export function Tradeoffs() {
  const tradeoffs = useDesign((design) => design.notes.tradeoffs);
  const list = useRef<HTMLUListElement>(null);
  const add = (): void => {
    editDesign("Add trade-off", (design) => addTradeoff(design, { text: "" }));
    requestAnimationFrame(() => list.current?.querySelector<HTMLTextAreaElement>("li:last-of-type textarea")?.focus());
  };
  return (
    <section className={styles["column"]} aria-label="Trade-offs">
      <div className={styles["scroll"]}>
        <div className={styles["sectionHead"]}>
          <h3 className={styles["sectionTitle"]}>Trade-offs</h3>
          <Button size="small" look="ghost" icon={<Plus size={13} />} onClick={add}>
            Add
          </Button>
        </div>
        {tradeoffs.length === 0 && (
          <p className={styles["hint"]}>For each part that had a rival, say why this one and what it costs: you will be asked.</p>
        )}
        <ul ref={list}>
          {tradeoffs.map((tradeoff) => (
            <TradeoffRow key={tradeoff.id} tradeoff={tradeoff} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function TradeoffRow({ tradeoff }: { readonly tradeoff: Tradeoff }) {
  const { id, part, text } = tradeoff;
  const parts = useDesign((design) => design.system.parts);
  const edit = (change: Partial<Tradeoff>): void =>
    editDesign("Edit trade-off", (design) => editTradeoff(design, id, change), `tradeoff-${id}`);
  return (
    <li className={styles["listRow"]}>
      <span className={styles["kind"]}>
        <InlineSelect
          label="Part the trade-off is about"
          value={part ?? ""}
          onChange={(next) => edit({ part: next === "" ? undefined : next })}
        >
          <option value="">whole design</option>
          {parts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title === "" ? one.id : one.title}
            </option>
          ))}
          {part !== undefined && !parts.some((one) => one.id === part) && <option value={part}>{part}</option>}
        </InlineSelect>
      </span>
      <span className={styles["grow"]}>
        <InlineArea
          label="Trade-off"
          value={text}
          placeholder="Kafka rather than Kinesis: replay for a week, at the price of brokers to run"
          maxLength={4_000}
          onChange={(next) => edit({ text: next })}
        />
      </span>
      <IconButton
        size="small"
        label={`Remove trade-off ${text.slice(0, 60)}`}
        onClick={() => editDesign("Remove trade-off", (design) => removeTradeoff(design, id))}
      >
        <X size={13} />
      </IconButton>
    </li>
  );
}
