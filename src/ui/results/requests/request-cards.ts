import { lazy } from "react";

/** What other pages of the results show of requests; it loads with the first run of clients. */
export const Endpoints = lazy(async () => ({ default: (await import("./Requests.tsx")).Endpoints }));
export const Owners = lazy(async () => ({ default: (await import("./Requests.tsx")).Owners }));
export const Answers = lazy(async () => ({ default: (await import("./Requests.tsx")).Answers }));
