import { X } from "lucide-react";
import { editEndpoint, removeEndpoint } from "../../design/edits-api.ts";
import type { Design, Endpoint } from "../../design/types.ts";
import { IconButton } from "../parts/Button.tsx";
import { InlineSelect, InlineText } from "../parts/InlineField.tsx";
import { NumberText } from "../parts/NumberText.tsx";
import { pluralExact } from "../parts/format.ts";
import { editDesign, useDesign } from "../stores/design-store.ts";
import { resultOf, useRun } from "../stores/run-store.ts";
import { answersRequests } from "../part-view/answers-requests.ts";
import styles from "./Api.module.css";
import { percentProblem, percentText, shareForPercent } from "./mix.ts";

/** The endpoints, one row each, editable where they stand; p99 is of the last run. */
export function EndpointsTable() {
  const endpoints = useDesign((design) => design.api.endpoints);
  return (
    <table className={styles["endpoints"]}>
      <thead>
        <tr>
          <th scope="col">method</th>
          <th scope="col">path</th>
          <th scope="col">reads</th>
          <th scope="col" className={styles["number"]}>
            mix, %
          </th>
          <th scope="col" className={styles["number"]}>
            p99
          </th>
          <th scope="col">
            <span className="visually-hidden">remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {endpoints.map((endpoint) => (
          <EndpointRow key={endpoint.id} endpoint={endpoint} />
        ))}
      </tbody>
    </table>
  );
}

function pathProblem(path: string): string | null {
  if (!path.startsWith("/")) return "A path begins with /, for instance /sessions/{user_id}.";
  return /\s/.test(path) ? "A path has no spaces." : null;
}

function EndpointRow({ endpoint }: { readonly endpoint: Endpoint }) {
  const { id, method, path } = endpoint;
  const endpoints = useDesign((design) => design.api.endpoints);
  const latency = useRun((run) => resultOf(run)?.latency[id]);
  const name = `${method} ${path}`;
  const edit = (change: Partial<Endpoint>): void =>
    editDesign(`Edit ${name}`, (design) => editEndpoint(design, id, change), `endpoint-${id}`);
  const setPercent = (text: string): void => edit({ share: shareForPercent(endpoints, id, Number(text.trim().replace(/\s*%$/, ""))) });
  return (
    <tr>
      <td>
        <InlineSelect
          mono
          label="Method"
          value={method}
          onChange={(next) => edit({ method: METHODS.find((one) => one === next) ?? "GET" })}
        >
          {METHODS.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </InlineSelect>
      </td>
      <td>
        <InlineText
          mono
          field="path"
          label={`Path of ${name}`}
          value={path}
          maxLength={500}
          check={pathProblem}
          onChange={(next) => edit({ path: next })}
        />
      </td>
      <td>
        <ReadsSelect endpoint={endpoint} name={name} onChange={(reads) => edit({ reads })} />
      </td>
      <td className={styles["number"]}>
        <InlineText
          align="end"
          inputMode="decimal"
          label={`Share of ${name} in the request mix, per cent`}
          value={percentText(endpoints, id)}
          check={percentProblem}
          onChange={setPercent}
        />
      </td>
      <td className={styles["number"]}>
        <NumberText
          value={latency?.p99Ms ?? null}
          unit="ms"
          source={latency === undefined ? "run to measure it" : `${pluralExact(latency.count, "request")} of the last run`}
        />
      </td>
      <td>
        <IconButton
          size="small"
          label={`Remove ${name}`}
          onClick={() => editDesign(`Remove ${name}`, (design) => removeEndpoint(design, id))}
        >
          <X size={13} />
        </IconButton>
      </td>
    </tr>
  );
}

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;

/** Tables that stand in a part, as `Druid · sessions`. */
function readable(design: Design): readonly { readonly part: string; readonly table: string; readonly label: string }[] {
  return design.schema.tables.flatMap((table) => {
    const part = design.system.parts.find((one) => one.id === table.part);
    return part === undefined || table.role === "stream"
      ? []
      : [{ part: part.id, table: table.id, label: `${part.title === "" ? part.id : part.title} · ${table.name}` }];
  });
}

/** An endpoint without a table of its own: asked along the drawing's wires where there are some for requests. */
function unboundText(design: Design, choices: number): string {
  if (answersRequests(design)) return "as wired";
  return choices === 0 ? "bind a table to a store first" : "not bound";
}

function ReadsSelect({
  endpoint,
  name,
  onChange,
}: {
  readonly endpoint: Endpoint;
  readonly name: string;
  readonly onChange: (reads: Endpoint["reads"]) => void;
}) {
  const design = useDesign((whole) => whole);
  const choices = readable(design);
  const { reads } = endpoint;
  const value = reads === undefined ? "" : `${reads.part}/${reads.table}`;
  const known = choices.some((choice) => `${choice.part}/${choice.table}` === value);
  return (
    <InlineSelect
      label={`Table that answers ${name}`}
      value={value}
      onChange={(next) => {
        const choice = choices.find((one) => `${one.part}/${one.table}` === next);
        onChange(choice === undefined ? undefined : { part: choice.part, table: choice.table });
      }}
    >
      <option value="">{unboundText(design, choices.length)}</option>
      {choices.map((choice) => (
        <option key={`${choice.part}/${choice.table}`} value={`${choice.part}/${choice.table}`}>
          {choice.label}
        </option>
      ))}
      {!known && reads !== undefined && (
        <option value={value}>
          {reads.part} · {reads.table}
        </option>
      )}
    </InlineSelect>
  );
}
