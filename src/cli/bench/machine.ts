import { availableParallelism, loadavg } from "node:os";

/** Where a bench ran, and how busy others kept the machine (load of the last minute) when it began. */
export type Machine = { readonly node: string; readonly cores: number; readonly platform: string; readonly load: number };

export function machineHere(): Machine {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    load: loadavg()[0] ?? 0,
  };
}

export const machineLine = ({ node, cores, platform, load }: Machine): string =>
  `Node ${node}, ${cores} cores, ${platform}, load ${load.toFixed(1)} at the start.`;
