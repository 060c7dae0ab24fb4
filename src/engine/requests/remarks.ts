export type RequestServiceRemarks = { readonly crash: { readonly downMs: number; readonly brokenRequests: number } };
