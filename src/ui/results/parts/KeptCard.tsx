import { Button } from "../../parts/Button.tsx";
import { useKeptWords } from "../../stores/kept-words.ts";
import { Card, Sentence } from "./Card.tsx";
import styles from "./Results.module.css";

/** In place of what a kept run does not have: what that is, and the way to it. */
export function KeptCard({ what }: { readonly what: string }) {
  const words = useKeptWords();
  if (words === null) return null;
  return (
    <Card title="Kept by this browser" note={`from ${words.when}`}>
      <Sentence>{`${what} not kept with a run. ${words.sentence}`}</Sentence>
      <p className={styles["bar"]}>
        <Button size="small" disabled={words.disabled} onClick={words.act}>
          {words.action}
        </Button>
      </p>
    </Card>
  );
}
