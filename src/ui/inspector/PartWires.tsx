import { Plus, X } from "lucide-react";
import { useShallow } from "zustand/react/shallow";
import type { KindDecl, PortDecl } from "../../catalogue/contract.ts";
import type { Part, Wire } from "../../design/types.ts";
import { Button, IconButton } from "../parts/Button.tsx";
import { useDesign } from "../stores/design-store.ts";
import { useRun } from "../stores/run-store.ts";
import { select } from "../stores/view-store.ts";
import { removeWire } from "../drawing/canvas-actions.ts";
import { openConnect } from "../stores/canvas-store.ts";
import { portOf } from "../part-view/kinds.ts";
import { shownWire } from "../drawing/live-text.ts";
import { Section } from "../parts/Section.tsx";
import styles from "./Inspector.module.css";
import { visibleText } from "../../base/visible-text.ts";

/** The ports of a part with the wires on each. */
export function PartWires({ part, kind }: { readonly part: Part; readonly kind: KindDecl }) {
  const wires = useDesign(
    useShallow((design) => design.system.wires.filter((wire) => wire.from.part === part.id || wire.to.part === part.id)),
  );
  if (kind.ports.length === 0)
    return (
      <Section title="Wires">
        <p className={styles["quiet"]}>{kind.title} has no ports and needs no wires.</p>
      </Section>
    );
  return (
    <Section title="Wires" count={String(wires.length)} open>
      {kind.ports.map((port) => (
        <PortRow
          key={`${port.direction} ${port.id}`}
          port={port}
          wires={wires.filter((wire) =>
            port.direction === "in"
              ? wire.to.part === part.id && wire.to.port === port.id
              : wire.from.part === part.id && wire.from.port === port.id,
          )}
        />
      ))}
      <Button size="small" icon={<Plus size={13} />} onClick={() => openConnect(part.id)}>
        Connect…
      </Button>
    </Section>
  );
}

function PortRow({ port, wires }: { readonly port: PortDecl; readonly wires: readonly Wire[] }) {
  return (
    <div className={styles["port"]}>
      <p title={port.help}>
        <b>{port.label}</b>{" "}
        <span className={styles["quiet"]}>
          {port.direction} · {port.carries.join(" or ")}
          {port.required === true && wires.length === 0 ? " · needs a wire" : ""}
        </span>
      </p>
      {wires.length > 0 && (
        <ul>
          {wires.map((wire) => (
            <WireLine key={wire.id} wire={wire} direction={port.direction} />
          ))}
        </ul>
      )}
    </div>
  );
}

function WireLine({ wire, direction }: { readonly wire: Wire; readonly direction: "in" | "out" }) {
  const end = direction === "in" ? wire.from : wire.to;
  const other = useDesign((design) => design.system.parts.find((part) => part.id === end.part));
  const live = useRun(useShallow((run) => shownWire(run.snapshot?.wires[wire.id])));
  const title = visibleText(other?.title ?? end.part);
  return (
    <li className={styles["wire"]}>
      <button type="button" className={styles["link"]} onClick={() => select({ parts: [end.part] })}>
        {direction === "in" ? "from" : "to"} {title}
      </button>
      <span className={styles["quiet"]}>
        {(other === undefined ? undefined : portOf(other, end.port, direction === "in" ? "out" : "in")?.label) ?? end.port}
      </span>
      <span className={styles["space"]} />
      {live !== null && (
        <span className={styles["quiet"]}>
          {live.rate}
          {live.backlog === "" ? "" : ` · ${live.backlog} waiting`}
        </span>
      )}
      <IconButton size="small" label={`Remove the wire ${direction === "in" ? "from" : "to"} ${title}`} onClick={() => removeWire(wire.id)}>
        <X size={13} />
      </IconButton>
    </li>
  );
}
