import { useEffect, useState } from "react";
import type { TastePicture as Picture, TastePlane } from "../../result/taste-picture.ts";
import type { ServedList, TryRequest } from "../../result/try-answer.ts";
import { simulation } from "../../workers/simulation-client.ts";
import { formatShare } from "../parts/format.ts";
import { Segmented } from "../parts/Segmented.tsx";
import styles from "./ListAnswer.module.css";
import { listWords, pathWords } from "./list-words.ts";
import { PlaneDrawing, PlaneLegend } from "./PlaneDrawing.tsx";

type Props = { readonly request: TryRequest; readonly served: ServedList; readonly clock: (ms: number) => string };

/** Items and a user's way among them, in a plane through the space of their vectors, and the same as text. */
export function TastePicture({ request, served, clock }: Props) {
  const picture = usePicture(request, served);
  const [wanted, setWanted] = useState<TastePlane["id"]>("turn");
  if (picture === "waiting") return <p className={styles["note"]}>Working out the picture…</p>;
  const plane = picture?.planes.find(({ id }) => id === wanted) ?? picture?.planes[0];
  if (picture === null || plane === undefined)
    return <p className={styles["note"]}>No vectors yet: they are there once a training has ended. Ask again then.</p>;
  const kin = served.cause?.group ?? null;
  const summary = `${picture.near.filter(({ listed }) => listed).length} listed items, ${plane.x.length} items in all, and the way of user ${picture.user} over ${picture.path.length} events. ${listWords(served, clock, (part) => part)[0] ?? ""}`;
  return (
    <section className={styles["picture"]} aria-label="Vectors behind the list">
      <div className={styles["head"]}>
        <Segmented label="Plane" value={plane.id} options={optionsOf(picture)} onChange={setWanted} />
        <PlaneLegend kin={kin} />
      </div>
      <div className={styles["beside"]}>
        <PlaneDrawing picture={picture} plane={plane} kin={kin} summary={summary} />
        <div className={styles["side"]}>
          <p className={styles["note"]}>{planeWords(plane)}</p>
          <PictureText picture={picture} plane={plane} clock={clock} />
        </div>
      </div>
    </section>
  );
}

/** The picture of what is shown now; the one before stays until the next is there. */
function usePicture({ endpointId, atMs }: TryRequest, { user, madeAtMs, answeredBy }: ServedList): Picture | null | "waiting" {
  const [picture, setPicture] = useState<Picture | null | "waiting">("waiting");
  useEffect(() => {
    let wanted = true;
    const show = (next: Picture | null): void => {
      if (wanted) setPicture(next);
    };
    simulation()
      .explain({ endpointId, parameters: { user_id: user }, ...(atMs === undefined ? {} : { atMs }) })
      .then(show, () => show(null));
    return () => {
      wanted = false;
    };
    // Another list has another picture; while a run goes on and the list stays, it is not asked for again.
  }, [endpointId, atMs, user, madeAtMs, answeredBy]);
  return picture;
}

const PLANE_NAMES: { readonly [id in TastePlane["id"]]: string } = { turn: "The turn", spread: "The catalogue" };

function optionsOf(picture: Picture): { readonly value: TastePlane["id"]; readonly label: string }[] {
  return picture.planes.map(({ id }) => ({ value: id, label: PLANE_NAMES[id] }));
}

function planeWords({ id, share }: TastePlane): string {
  return id === "turn"
    ? `The plane in which the vector turned: nothing of the turn is lost. Right of the middle lies what it is nearer to now than before these events, higher up what it is near at all. Of all that items differ in, ${formatShare(share)} lies in this plane.`
    : `The two directions in which items differ most (principal components). They hold ${formatShare(share)} of the differences: neighbours here may be far apart in the other dimensions.`;
}

/** The picture for those who read: the way in words, the nearest items with their places. */
function PictureText({ picture, plane, clock }: { readonly picture: Picture; readonly plane: TastePlane; readonly clock: Props["clock"] }) {
  const grouped = picture.near.some(({ group }) => group !== null);
  const last = plane.userX.length - 1;
  const place = (values: Float32Array, point: number): string => (point < 0 ? "–" : (values[point] ?? 0).toFixed(2));
  return (
    <details className={styles["scores"]}>
      <summary>The picture as text</summary>
      <ol className={styles["words"]} aria-label={`The way of user ${picture.user}`}>
        {picture.path.map((step) => (
          <li key={step.happenedAtMs}>{pathWords(step, clock)}</li>
        ))}
      </ol>
      <p className={styles["note"]}>
        {`The vector went from (${place(plane.userX, 0)}, ${place(plane.userY, 0)}) to (${place(plane.userX, last)}, ${place(plane.userY, last)}).`}
      </p>
      <table className={styles["table"]}>
        <caption className="visually-hidden">Listed items and the items nearest to the user</caption>
        <thead>
          <tr>
            {["item", "place on the list", "cosine", ...(grouped ? ["group"] : []), "x", "y"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {picture.near.map(({ item, point, listed, cosine, group }, index) => (
            <tr key={item}>
              <th scope="row">{item}</th>
              <td>{listed ? index + 1 : "–"}</td>
              <td>{cosine.toFixed(3)}</td>
              {grouped && <td>{group}</td>}
              <td>{place(plane.x, point)}</td>
              <td>{place(plane.y, point)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
