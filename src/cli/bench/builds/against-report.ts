import { formatMs, formatNumber, textTable } from "../../format.ts";
import type { AgainstResult, ComparedSection, Comparison, Refused } from "./against.ts";
import { machineLine } from "../machine.ts";
import type { Growth } from "./growth.ts";
import { spreadOf } from "./paired.ts";
import type { Spread } from "./paired.ts";

/** A comparison of two builds as tables, a section each. */
export function againstReport(result: AgainstResult): string {
  const { machine, old, rounds, sections } = result;
  const head = [
    machineLine(machine),
    `New is ${result.new}, old is ${old}; in turns, ${rounds} runs of each, every one a process of its own. Ratios are new to old: median (lowest to highest).`,
  ].join("\n");
  return [head, ...sections.map(sectionTable), ...pageTable(result)].join("\n\n");
}

function pageTable({ page }: AgainstResult): string[] {
  if (page === null) return [];
  if (typeof page === "string") return [page];
  const rows = page.map(({ figure, ms, ratio: each }) => [
    figure,
    formatMs(spreadOf(ms.old).median),
    formatMs(spreadOf(ms.new).median),
    ratio(each),
  ]);
  return [["page: first visits in Chromium, by the wall", textTable([["", "old", "new", "ratio"], ...rows], [1, 2, 3])].join("\n")];
}

function sectionTable({ section, rows, growth = [] }: ComparedSection): string {
  const head = ["", "records", "old", "new", "processor time", "old", "new", "peak memory", "results"];
  const lines = rows.map((row) => ("refused" in row ? refusedRow(row) : comparedRow(row)));
  const grown = growth.map((each) => `${each.design}, longest to shortest: old ${growthText(each.old)}, new ${growthText(each.new)}`);
  return [section, textTable([head, ...lines], [1, 2, 3, 4, 5, 6, 7]), ...grown].join("\n");
}

/** Growth of memory in words. */
export const growthText = ({ ratio: times, bytesPerRecord }: Growth): string =>
  `${times.toFixed(2)}x, ${bytesPerRecord.toFixed(0)} B a record`;

function refusedRow({ row, refused }: Refused): string[] {
  return [row, ...Array.from({ length: 7 }, () => "–"), refused];
}

function comparedRow({ row, records, cpuMs, peakBytes, cpu, memory, difference }: Comparison): string[] {
  const middle = (figures: readonly number[]): number => spreadOf(figures).median;
  const same =
    difference === null
      ? "equal"
      : `differ in ${difference.paths} places, first ${difference.path}: ${difference.old} old, ${difference.new} new`;
  return [
    row,
    formatNumber(records),
    formatMs(middle(cpuMs.old)),
    formatMs(middle(cpuMs.new)),
    ratio(cpu),
    megabytes(middle(peakBytes.old)),
    megabytes(middle(peakBytes.new)),
    ratio(memory),
    same,
  ];
}

const ratio = ({ median, lowest, highest }: Spread): string => `${digits(median)} (${digits(lowest)} to ${digits(highest)})`;
/** Ratios far below one keep three figures. */
const digits = (value: number): string => value.toFixed(value < 0.1 ? 4 : 3);
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
