import { useStore } from "@xyflow/react";

/** Below this zoom no figure can be read: none is drawn, which is what keeps hundreds of cards smooth. */
const TINY_ZOOM = 0.4;

export function useTiny(): boolean {
  return useStore((state) => state.transform[2] < TINY_ZOOM);
}
