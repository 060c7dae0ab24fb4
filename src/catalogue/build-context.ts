import type { Part } from "../engine/part/part.ts";
import type { PopulationSpec } from "../engine/sources/population.ts";
import type { RunContext } from "../engine/part/run-context.ts";
import type { TasteUsersSpec } from "../engine/sources/taste-users.ts";
import type { RequestClientsSpec } from "../engine/sources/request-clients.ts";
import type { SocialClientsSpec } from "../engine/sources/social-clients.ts";
import type { ServicesSpec } from "../engine/sources/service-events.ts";
import type { AskedColumn } from "../engine/queried/query-target.ts";
import type { RowQueue } from "../engine/rows/row-queue.ts";
import type { FamilyId } from "./families/family.ts";

/** What a kind's behaviour is given: its place in the drawing, already compiled around it. */
export type BuildContext = {
  readonly id: string;
  readonly run: RunContext;
  /** Wires that end at the port, in a stable order. */
  inputs(port: string): readonly RowQueue[];
  /** Wires that start at the port, in a stable order. */
  outputs(port: string): readonly RowQueue[];
  /** The nodes at the other ends of the wires into `port`; upstream parts are built first. */
  upstream(port: string): readonly Part[];
  /** Family of the part a wire ends at. */
  familyAt(wire: RowQueue): FamilyId;
  /** Mean bytes of one record on the wire, from the schema table bound to this part, else from the workload. */
  readonly recordBytes: number;
  /** The scenario's users with tastes, when it has some. */
  readonly tasteUsers: Omit<TasteUsersSpec, "recordBytes" | "network"> | null;
  /** The scenario's users, when it has some. */
  readonly population: PopulationSpec | null;
  /** The scenario's services, when it has some. */
  readonly services: ServicesSpec | null;
  /** The scenario's clients of things, when it has some. */
  readonly requestClients: Omit<RequestClientsSpec, "far" | "roundTrip" | "newConnections" | "policy"> | null;
  /** The scenario's people of a social network, when it has some. */
  readonly socialClients: Omit<SocialClientsSpec, "roundTrip" | "newConnections" | "policy"> | null;
  /** Endpoints of the API quadrant with the parts they read. */
  readonly endpoints: readonly { readonly id: string; readonly share: number; readonly part: string; readonly table: string }[];
  /**
   * The columns with personal data that this part asks a store for, by the table it reads or all tables there (null), and what it is
   * granted of each; none where nothing there is personal.
   */
  personalColumns(store: string, table: string | null): readonly AskedColumn[];
};
