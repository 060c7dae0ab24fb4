import { field } from "../contract.ts";
import type { RequestClientsOptions } from "../families/items/request-clients.ts";
import { assumed, derived } from "../prices/sources.ts";

/** Ways there and back before the request itself, by what a new connection has to agree on. */
const HANDSHAKES = { none: 0, tcp: 1, "tls-1.3": 2, "tls-1.2": 3 } as const;
const LOOKUP = { medianMs: 20, p99Ms: 120 };

/** How clients reach the edge, and how long they are patient. */
export const CLIENT_FIELDS = {
  roundTripMedianMs: field.number({
    label: "Round trip, median",
    help: "Client to edge and back: half of the requests are faster.",
    unit: "ms",
    default: 40,
    min: 0.1,
    max: 60_000,
    source: assumed("clients of one continent; California to the Netherlands and back takes 150 ms, facts/storage.md 1"),
  }),
  roundTripP99Ms: field.number({
    label: "Round trip, p99",
    help: "One request in a hundred takes longer to the edge and back.",
    unit: "ms",
    default: 150,
    min: 0.1,
    max: 600_000,
    source: assumed("clients on mobile networks and other continents"),
  }),
  newShare: field.number({
    label: "New connections",
    help: "Share of the requests that come by a connection of their own: a name is looked up and hands are shaken first.",
    unit: "share",
    default: 0.2,
    min: 0,
    max: 1,
    source: assumed("browsers keep connections for minutes"),
  }),
  handshake: field.choice({
    label: "Handshake",
    help: "What a new connection agrees on before the request: a round trip for TCP, one more for TLS 1.3, two for TLS 1.2.",
    default: "tls-1.3",
    options: [
      { value: "none", label: "none" },
      { value: "tcp", label: "TCP" },
      { value: "tls-1.3", label: "TCP and TLS 1.3" },
      { value: "tls-1.2", label: "TCP and TLS 1.2" },
    ],
    source: derived("one round trip each, two for TLS 1.2; facts/anchors.md 5", "2026"),
  }),
  timeoutMs: field.integer({
    label: "Gives up after",
    help: "An attempt without a reply at the edge after so long is given up; the service works on for nobody.",
    unit: "ms",
    default: 5000,
    min: 1,
    max: 600_000,
    source: assumed("patience with a redirect"),
  }),
  retries: field.integer({
    label: "Tries again",
    help: "Further attempts at a request that failed or was given up. A thing that is stored by both attempts stands there twice.",
    unit: "attempts",
    default: 1,
    min: 0,
    max: 10,
  }),
  backOffMs: field.integer({
    label: "First back-off",
    help: "Before the first further attempt anything up to this, evenly; twice as much before each further one.",
    unit: "ms",
    default: 200,
    min: 0,
    max: 60_000,
    advanced: true,
    source: assumed("full jitter, as the SDKs of AWS have it"),
  }),
  retryPercent: field.optionalNumber({
    label: "Retries at most",
    help: "Share of the requests that may be tried again; beyond that one that fails is an error.",
    unit: "%",
    default: 20,
    absent: "every request that fails is tried again",
    min: 0,
    max: 1000,
    advanced: true,
    source: assumed("retry budget of Finagle and Linkerd: 20 % of the calls"),
  }),
  hedgeAfterMs: field.optionalNumber({
    label: "Hedges after",
    help: "A second attempt goes out beside one without a reply after so long; the first reply counts.",
    unit: "ms",
    default: null,
    whenGiven: 200,
    absent: "never",
    min: 1,
    max: 600_000,
    advanced: true,
  }),
};

type ClientProps = {
  readonly roundTripMedianMs: number;
  readonly roundTripP99Ms: number;
  readonly newShare: number;
  readonly handshake: keyof typeof HANDSHAKES;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly backOffMs: number;
  readonly retryPercent: number | null;
  readonly hedgeAfterMs: number | null;
};

/** What these fields mean to a part that sends requests. */
export function clientOptions(props: ClientProps): RequestClientsOptions {
  return {
    roundTrip: { medianMs: props.roundTripMedianMs, p99Ms: props.roundTripP99Ms },
    newConnections: { share: props.newShare, roundTrips: HANDSHAKES[props.handshake], lookup: LOOKUP },
    policy: {
      timeoutMs: props.timeoutMs,
      retries: props.retries,
      backOff: { firstMs: props.backOffMs, factor: 2, mostMs: 20_000, jitter: "full" },
      budget: props.retryPercent === null ? null : { perCall: props.retryPercent / 100, most: 10 },
      hedgeAfterMs: props.hedgeAfterMs,
      hedges: props.hedgeAfterMs === null ? 0 : 1,
    },
  };
}
