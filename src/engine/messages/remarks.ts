import type { NoFacts } from "../part/remark.ts";

export type QueueRemarks = {
  /** The first message that was handed out again while whoever had it before was still at work on it. */
  readonly "handed-out-again": { readonly visibilityMs: number };
  /** The first message that was received as often as it may be; `isRead`: a dead-letter queue is wired. */
  readonly "dead-letter": { readonly receives: number; readonly isRead: boolean };
  /** As many messages as may be in flight were, and nobody was given more. */
  readonly "in-flight-limit": { readonly messages: number };
  /** A bucket told of an object, and who receives works on records alone. */
  readonly "objects-unread": NoFacts;
  readonly expired: { readonly keptMs: number };
  /** A queue that keeps order took no more in a second. */
  readonly throttled: { readonly perSecond: number };
  readonly outage: { readonly downMs: number };
  readonly "deletes-missed": { readonly share: number; readonly forMs: number; readonly keepsOrder: boolean };
};
