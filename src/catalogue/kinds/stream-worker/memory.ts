import type { Advice } from "../../contract.ts";
import { bytes, plural } from "../../words.ts";
import { MACHINES } from "./machines.ts";
import type { Machine } from "./machines.ts";

type MemoryProps = {
  readonly instance: Machine;
  readonly baseMemoryMb: number;
  readonly recordMemoryKb: number;
  readonly startUpMs: number;
};

/** What one instance has, and what takes of it. */
export function memoryOf({ instance, baseMemoryMb, recordMemoryKb, startUpMs }: MemoryProps) {
  return { limitBytes: MACHINES[instance].memoryBytes, baseBytes: baseMemoryMb * 1e6, recordBytes: recordMemoryKb * 1e3, startUpMs };
}

/** Beyond this share a poll a little larger, or a release a little heavier, is one too many. */
const NARROW_SHARE = 0.8;

export function memoryAdvice(props: MemoryProps, peakBytes: number, kills: number): readonly Advice[] {
  const { limitBytes } = memoryOf(props);
  if (kills > 0)
    return [
      {
        field: "maxPollRecords",
        message: `${plural(kills, "time")} an instance was killed for want of memory, ${bytes(limitBytes)} on ${props.instance}. Poll fewer records at once, or take a machine with more memory.`,
      },
    ];
  if (peakBytes < NARROW_SHARE * limitBytes) return [];
  return [
    {
      field: "instance",
      message: `An instance held ${bytes(peakBytes)} of ${bytes(limitBytes)} at its peak. Leave some room: poll fewer records at once, or take a machine with more memory.`,
    },
  ];
}
