import type { Finding } from "../base/finding.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { Result } from "../base/result.ts";
import { fail, ok } from "../base/result.ts";
import { TIME_UNITS } from "./time-text.ts";
import type { TimeUnit } from "./time-text.ts";

/** What a run needs of a row, in the words of a mapping (`--map user_id=uid`). */
export const ROLES = [
  "user_id",
  "event_time",
  "arrival_time",
  "event_id",
  "event_type",
  "item_id",
  "device_type",
  "app_version",
  "country",
] as const;
export type Role = (typeof ROLES)[number];

/** Role to the name of a column, as a person gave it; an empty name says that the file has none. */
export type TraceMapping = { readonly [role in Role]?: string };

/** Role to the number of a column; -1 where the file has none. */
export type MappedColumns = { readonly [role in Role]: number };

export type Mapped = {
  readonly columns: MappedColumns;
  readonly units: { readonly event_time?: TimeUnit; readonly arrival_time?: TimeUnit };
};

/** Names under which columns are recognised, likeliest first, without case, blanks and signs. */
const ALIASES: { readonly [role in Role]: readonly string[] } = {
  user_id: [
    "userid",
    "user",
    "uid",
    "userpseudoid",
    "customerid",
    "memberid",
    "accountid",
    "visitorid",
    "anonymousid",
    "distinctid",
    "clientid",
  ],
  event_time: [
    "derivedtstamp",
    "eventtime",
    "eventtimestamp",
    "timestamp",
    "ts",
    "time",
    "occurredat",
    "happenedat",
    "createdat",
    "datetime",
  ],
  arrival_time: [
    "arrivaltime",
    "arrivedat",
    "receivedat",
    "collectortstamp",
    "ingesttime",
    "ingestiontime",
    "ingestedat",
    "servertime",
    "processingtime",
  ],
  // Where Amplitude exports both, `event_id` is a counter of each device, and `$insert_id` tells events apart.
  event_id: ["insertid", "eventid", "eventuuid", "messageid"],
  event_type: ["eventtype", "eventname", "event", "type", "action"],
  item_id: ["itemid", "item", "productid", "contentid", "trackid", "sku"],
  device_type: ["devicetype", "device", "platform"],
  app_version: ["appversion", "version"],
  country: ["country", "countrycode", "geocountry"],
};

export const REQUIRED_ROLES: readonly Role[] = ["user_id", "event_time"];

/** Mixpanel exports what belongs to an event within `properties`. */
const PROPERTIES = /^properties\./i;

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Reads `user_id=uid,event_time=ts`. */
export function parseMapping(text: string): Result<TraceMapping, readonly Finding[]> {
  const mapping = new Map<Role, string>();
  const findings: Finding[] = [];
  for (const pair of text.split(",").filter((each) => each.trim() !== "")) {
    const at = pair.indexOf("=");
    const role = pair.slice(0, at < 0 ? undefined : at).trim();
    const column = at < 0 ? "" : pair.slice(at + 1).trim();
    const known = ROLES.find((each) => each === role);
    if (known === undefined) findings.push(unknownRole(role));
    else if (at < 0)
      findings.push(finding("map-syntax", role, `Say which column is the ${role}, for instance ${role}=${ALIASES[known][0]}.`));
    else if (mapping.has(known)) findings.push(finding("map-twice", role, `${role} is mapped twice. Keep one.`));
    else mapping.set(known, column);
  }
  return findings.length > 0 ? fail(findings) : ok(Object.fromEntries(mapping));
}

function finding(code: string, where: string, message: string): Finding {
  return { code, severity: "error", where, message };
}

function unknownRole(role: string): Finding {
  const near = nearestName(role, ROLES);
  const hint = near === null ? `Known are ${ROLES.join(", ")}.` : `Did you mean "${near}"?`;
  return finding(
    "map-role",
    "",
    `A row has no "${role.slice(0, 60)}" to map. ${hint} Other columns need no mapping: they travel with the row.`,
  );
}

/** Finds the columns of the roles: as the mapping says, else by their usual names; a column serves one role. */
export function mapColumns(names: readonly string[], mapping: TraceMapping): Result<Mapped, readonly Finding[]> {
  const found: Record<Role, number> = {
    user_id: -1,
    event_time: -1,
    arrival_time: -1,
    event_id: -1,
    event_type: -1,
    item_id: -1,
    device_type: -1,
    app_version: -1,
    country: -1,
  };
  const units: { event_time?: TimeUnit; arrival_time?: TimeUnit } = {};
  const findings: Finding[] = [];
  for (const role of ROLES) {
    const wanted = mapping[role];
    if (wanted === undefined || wanted === "") continue;
    const { column, unit } = columnOf(names, wanted, role);
    if (column < 0) findings.push(unknownColumn(role, wanted, names));
    found[role] = column;
    if (unit !== null && (role === "event_time" || role === "arrival_time")) units[role] = unit;
  }
  const taken = new Set(Object.values(found));
  for (const role of ROLES) {
    if (mapping[role] !== undefined) continue;
    const column = byAlias(names, role, taken);
    found[role] = column;
    taken.add(column);
  }
  if (findings.length > 0) return fail(findings);
  const missing = REQUIRED_ROLES.filter((role) => found[role] < 0);
  return missing.length > 0 ? fail(missing.map((role) => missingColumn(role, names))) : ok({ columns: found, units });
}

/** A column by its name, or without regard to case; a time may say its unit: `ts:ms`. */
function columnOf(names: readonly string[], wanted: string, role: Role): { readonly column: number; readonly unit: TimeUnit | null } {
  const exact = named(names, wanted);
  if (exact >= 0 || (role !== "event_time" && role !== "arrival_time")) return { column: exact, unit: null };
  const at = wanted.lastIndexOf(":");
  const unit = TIME_UNITS.find((each) => each === wanted.slice(at + 1));
  return at < 0 || unit === undefined ? { column: -1, unit: null } : { column: named(names, wanted.slice(0, at)), unit };
}

function named(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted);
  return exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
}

function byAlias(names: readonly string[], role: Role, taken: ReadonlySet<number>): number {
  const plainNames = names.map(plain);
  const within = names.map((name) => (PROPERTIES.test(name) ? plain(name.replace(PROPERTIES, "")) : ""));
  for (const list of [plainNames, within])
    for (const alias of ALIASES[role]) {
      const column = list.findIndex((name, i) => name === alias && !taken.has(i));
      if (column >= 0) return column;
    }
  return -1;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => name.slice(0, 60));
  return `${shown.join(", ")}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ""}`;
}

function columnsOf(names: readonly string[]): string {
  return names.length === 0 ? "No column of it could be read." : `Its columns are ${list(names)}.`;
}

function unknownColumn(role: Role, wanted: string, names: readonly string[]): Finding {
  const near = nearestName(wanted, names);
  const hint = near === null ? columnsOf(names) : `Did you mean "${near}"?`;
  return finding("map-column", role, `The file has no column "${wanted.slice(0, 60)}" for ${role}. ${hint}`);
}

function missingColumn(role: Role, names: readonly string[]): Finding {
  const near = names.find((name) => nearestName(plain(name), ALIASES[role]) !== null);
  return finding(
    "column-missing",
    role,
    `No column of the file is recognised as ${role}. ${columnsOf(names)} Say which one it is: ${role}=${near ?? "<column>"}.`,
  );
}
