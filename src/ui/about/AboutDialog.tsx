import { useEffect, useState } from "react";
import { Dialog } from "../parts/Dialog.tsx";
import { openDialog } from "../stores/view-store.ts";
import styles from "./AboutDialog.module.css";
import { fetchLicences, type Licence } from "./licences.ts";

/** What Quadrant is, which version this is, and the words under which each piece of it is given. */
export function AboutDialog() {
  const [licences, setLicences] = useState<readonly Licence[] | "loading" | "missing">("loading");
  useEffect(() => {
    let wanted = true;
    void fetchLicences().then(
      (found) => wanted && setLicences(found),
      () => wanted && setLicences("missing"),
    );
    return () => {
      wanted = false;
    };
  }, []);
  return (
    <Dialog open onClose={() => openDialog(null)} title="About Quadrant" width={720}>
      <p className={styles["intro"]}>
        Draw a data system, run real events through it, prove the answer. Everything happens in this browser: no design, event or result
        leaves it, and nothing is fetched but the page's own files.
      </p>
      {licences === "loading" && <p role="status">Loading the licences…</p>}
      {licences === "missing" && <p role="alert">The licences could not be loaded. They lie beside the page, in licences.json.</p>}
      {typeof licences === "object" && <Licences licences={licences} />}
    </Dialog>
  );
}

function Licences({ licences: [own, ...others] }: { readonly licences: readonly Licence[] }) {
  return (
    <>
      {own !== undefined && (
        <>
          <h3 className={styles["heading"]}>This program</h3>
          <Entry licence={{ ...own, name: "Quadrant" }} />
        </>
      )}
      <h3 className={styles["heading"]}>What it is made of: {others.length} works of others</h3>
      {others.map((licence) => (
        <Entry key={`${licence.name} ${licence.version}`} licence={licence} />
      ))}
    </>
  );
}

/** The words stand there once they are asked for. */
function Entry({ licence: { name, version, identifier, text } }: { readonly licence: Licence }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles["entry"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span>{name}</span> <small>{version}</small> <small className={styles["kind"]}>{identifier}</small>
      </summary>
      {open && (
        <pre tabIndex={0} aria-label={`Licence of ${name}`}>
          {text}
        </pre>
      )}
    </details>
  );
}
