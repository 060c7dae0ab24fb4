import type { Command } from "commander";
import type { Field, KindDecl } from "../catalogue/contract.ts";
import { KINDS, kindById } from "../catalogue/registry.ts";
import { defaults, settingsNow, takes } from "../catalogue/fields/settings.ts";
import { exact } from "../catalogue/words.ts";
import { suggestion } from "../scenario/suggestion.ts";
import { textTable } from "./format.ts";
import { argumentFinding, printFindings } from "./io.ts";
import type { CommandIo, ExitCode, Finish } from "./io.ts";

export function registerKinds(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("kinds")
    .description("list the kinds of parts, or describe one: fields, limits, prices, faults, sources")
    .argument("[id]", "a kind, for instance kafka")
    .option("--json", "as JSON")
    .action((id: string | undefined, options: { json?: true }) => finish(showKinds(io, id, options.json === true)));
}

function showKinds(io: CommandIo, id: string | undefined, json: boolean): ExitCode {
  if (id === undefined) {
    io.out(json ? JSON.stringify(KINDS.map(plainKind), null, 2) : listing());
    return 0;
  }
  const kind = kindById(id);
  if (kind === undefined) {
    printFindings(io, [argumentFinding(id, "kind-unknown", `There is no kind of this name.${otherName(id)}`)]);
    return 2;
  }
  io.out(json ? JSON.stringify(plainKind(kind), null, 2) : described(kind));
  return 0;
}

/** Which kind is meant by a name that is none's id. */
function otherName(asked: string): string {
  const name = asked.toLowerCase();
  const has = (names: readonly string[] = []): boolean => names.some((each) => each.toLowerCase() === name);
  const meant = KINDS.find(({ title, alsoCalled }) => has([title]) || has(alsoCalled));
  if (meant !== undefined) return ` What you mean is \`${meant.id}\`.`;
  const nearest = KINDS.find(({ nearestTo }) => has(nearestTo));
  if (nearest !== undefined) return ` That product is not here yet; the nearest is \`${nearest.id}\`.`;
  const known = KINDS.map((each) => each.id);
  return suggestion(asked, known, known.length);
}

function listing(): string {
  return textTable(KINDS.map(({ id, layer, summary }) => [id, layer, summary]));
}

/** A kind without its functions; prices at the default settings, null where nobody knows one. */
function plainKind(kind: KindDecl): unknown {
  const { id, version, family, title, alsoCalled = [], nearestTo = [], summary, layer, ports, fields, limits, doc, examples } = kind;
  const prices = kind.prices.map((line) => ({
    dimension: line.dimension,
    unit: line.unit,
    unitPriceUsd: line.unitPriceUsd(defaults(kind)),
    source: line.source,
  }));
  return {
    id,
    version,
    family,
    title,
    alsoCalled,
    nearestTo,
    summary,
    layer,
    ports,
    fields,
    limits,
    prices,
    faults: faultsOf(kind),
    remarks: Object.keys(kind.remarks),
    doc,
    examples,
  };
}

function faultsOf(kind: KindDecl): readonly unknown[] {
  return kind.faults.map((fault) => {
    const { id, label, help, defaultDurationMs, amount, targetPort } = fault;
    const targets = fault.targets?.(defaults(kind));
    return {
      id,
      label,
      help,
      defaultDurationMs,
      ...(targets === undefined ? {} : { targets }),
      ...(targetPort === undefined ? {} : { targetPort }),
      ...(amount === undefined ? {} : { amount }),
    };
  });
}

function described(kind: KindDecl): string {
  const { id, title, alsoCalled = [], nearestTo = [], layer, doc, ports, fields, limits, prices, remarks } = kind;
  const codes = Object.keys(remarks);
  const blocks = [
    `${title} (${id}, ${layer})\n${doc.is}\n${doc.whenToUse}\n${doc.doesNotPromise}\n${doc.weighAgainst}`,
    [
      ...(alsoCalled.length === 0 ? [] : [`Also called: ${alsoCalled.join(", ")}.`]),
      ...(nearestTo.length === 0 ? [] : [`Nearest to what is not here yet: ${nearestTo.join(", ")}.`]),
    ].join("\n"),
    section("Ports", aligned(ports.map((port) => [port.id, port.direction, port.carries.join(", "), port.help]))),
    section("Fields", fieldLines(fields)),
    versionLine(kind),
    section("Limits", aligned(limits.map(({ name, value, unit, source }) => [name, `${value} ${unit}`.trim(), source.text]))),
    section(
      "Prices",
      aligned(
        prices.map((line) => [
          line.dimension,
          price(line.unitPriceUsd(defaults(kind)), line.unit),
          `${line.source.text} (${line.source.asOf})`,
        ]),
      ),
    ),
    section("Sources of defaults", aligned(sourced(fields))),
    section("Faults", faultLines(kind)),
    section("Remarks", codes.length === 0 ? [] : [codes.join(", ")]),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

/** How a part is written so that the defaults listed here are its own; empty for a kind whose defaults were never others. */
function versionLine(kind: KindDecl): string {
  if (kind.version === 1) return "";
  const before = Object.entries(settingsNow(kind, { settings: {} })).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `These are the defaults of version ${kind.version}: write "version": ${kind.version} beside the kind. A part without it is of version 1, with ${before.join(", ")}.`;
}

/** What each fault means, and below it what may be given with it. */
function faultLines(kind: KindDecl): readonly string[] {
  const heads = aligned(kind.faults.map(({ id, help }) => [id, help]));
  return kind.faults.flatMap((fault, index) => {
    const { amount } = fault;
    const names = fault.targets?.(defaults(kind)) ?? [];
    const last = names.length - 1;
    const takes = [
      ...(amount === undefined
        ? []
        : [`*AMOUNT is ${amount.says}, ${exact(amount.min)} to ${exact(amount.max)}, else ${exact(amount.default)}`]),
      ...(last < 0 ? [] : [`#INDEX is 0 for ${names[0]}${last === 0 ? "" : ` to ${last} for ${names[last]}`}, else 0`]),
      ...(fault.targetPort === undefined ? [] : [`#INDEX counts what its wires of ${fault.targetPort} lead to, from 0, else 0`]),
    ];
    return [heads[index] ?? "", ...takes.map((line) => `    ${line}`)];
  });
}

/** Two lines for each field: name, default and what it takes; below them what it is. */
function fieldLines(fields: { readonly [name: string]: Field }): readonly string[] {
  const heads = aligned(Object.entries(fields).map(([name, field]) => [name, JSON.stringify(field.default), takes(field)]));
  return Object.values(fields).flatMap(({ help }, index) => [heads[index] ?? "", `    ${help}`]);
}

function sourced(fields: { readonly [name: string]: Field }): readonly (readonly string[])[] {
  return Object.entries(fields).flatMap(([name, { source }]) =>
    source === undefined ? [] : [[name, `${source.text} (${source.asOf}, ${source.kind})`]],
  );
}

function price(usd: number | null, unit: string): string {
  return usd === null ? "not known" : `$${usd} per ${unit}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, ...lines.map((each) => `  ${each}`)].join("\n");
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : textTable(rows).split("\n");
}
