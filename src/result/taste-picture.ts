/** The vectors behind a list in two dimensions. Every position is worked out from the vectors of the run. */
export type TastePicture = {
  readonly user: string;
  readonly lookedAtMs: number;
  readonly model: number;
  readonly planes: readonly TastePlane[];
  /** Group of each item, by its place in the planes; null for a file of events. */
  readonly groups: Int16Array | null;
  /** The listed items and those nearest to the user beside them, best first. */
  readonly near: readonly PicturedItem[];
  /** The user's last events, oldest first; each moved the vector. */
  readonly path: readonly PathStep[];
};

export type TastePlane = {
  /** `turn`: the plane in which the user's vector turned over the path. `spread`: the two directions in which items differ most. */
  readonly id: "turn" | "spread";
  /** Part of the items' variance that lies in it. */
  readonly share: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Where the user's vector stood before the path, and after each of its steps. */
  readonly userX: Float32Array;
  readonly userY: Float32Array;
};

/** `point` is the item's place in the planes; -1 when no training has placed it yet. */
export type PicturedItem = {
  readonly item: string;
  readonly point: number;
  readonly listed: boolean;
  readonly cosine: number;
  readonly group: number | null;
};

export type PathStep = {
  readonly type: string;
  readonly item: string;
  readonly point: number;
  readonly happenedAtMs: number;
  /** Cosine between the vector before and after; null when there was none before. */
  readonly turn: number | null;
  readonly group: number | null;
};
