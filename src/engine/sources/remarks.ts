/** A fault of invented users, which a file that is replayed has nothing for. */
export type TraceSourceRemarks = { readonly "trace-fault": { readonly fault: string; readonly file: string } };

export type ClosedClientsRemarks = { readonly timeout: { readonly timeoutMs: number } };

/** A publisher is away; `service` counts from 0. */
export type ServiceEventsRemarks = { readonly outage: { readonly service: number; readonly awayMs: number } };
