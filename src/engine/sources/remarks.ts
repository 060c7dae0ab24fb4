/** A fault of invented users, which a file that is replayed has nothing for. */
export type TraceSourceRemarks = { readonly "trace-fault": { readonly fault: string; readonly file: string } };

export type ClosedClientsRemarks = { readonly timeout: { readonly timeoutMs: number } };

/** `service` counts from 0. */
export type ServiceEventsRemarks = {
  /** A publisher is away. */
  readonly outage: { readonly service: number; readonly awayMs: number };
  /** What one service publishes is not what it was: a field has another name, a clock another zone, a row the size of a document. */
  readonly "schema-change": { readonly service: number; readonly forMs: number };
  readonly "clock-skew": { readonly service: number; readonly forMs: number };
  readonly oversized: { readonly service: number; readonly forMs: number };
  /** So large a share of the changes is lost before anybody sees it. */
  readonly "partial-drop": { readonly share: number; readonly forMs: number };
};
