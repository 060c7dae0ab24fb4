import type { Strike } from "../part/part.ts";
import type { RunContext } from "../part/run-context.ts";
import { Dashboard } from "./dashboard.ts";
import type { Endpoint } from "./dashboard.ts";
import { Extract } from "./extract.ts";
import type { ExtractSpec } from "./extract.ts";
import { ASKS } from "./query-target.ts";
import type { QueryTarget } from "./query-target.ts";

/** Viewers of an extract that lies with them: the stores behind it are asked by its refreshes only. */
export class Workbook extends Extract {
  private readonly viewers: Dashboard;

  constructor(
    id: string,
    run: RunContext,
    endpoints: readonly Endpoint[],
    stores: readonly QueryTarget[],
    queriesPerSecond: number,
    spec: ExtractSpec,
  ) {
    super(id, run, stores, spec);
    this.viewers = new Dashboard(
      id,
      run,
      endpoints.map((endpoint) => ({ ...endpoint, target: this })),
      queriesPerSecond,
    );
    this.tell(ASKS, this.viewers);
  }

  override advance(until: number): void {
    super.advance(until);
    this.viewers.advance(until);
  }

  override nextWorkMs(): number {
    return Math.min(super.nextWorkMs(), this.viewers.nextWorkMs());
  }

  override longestWindowMs(): number {
    return this.viewers.longestWindowMs();
  }

  override nextChangeMs(): number {
    return Math.min(super.nextChangeMs(), this.viewers.nextChangeMs());
  }

  override change(at: number): void {
    if (this.viewers.nextChangeMs() <= at) this.viewers.change(at);
    if (super.nextChangeMs() <= at) super.change(at);
  }

  override strike(strike: Strike, at: number): void {
    if (strike.fault === "burst") this.viewers.strike(strike, at);
    else super.strike(strike, at);
  }
}

/** Viewers who ask the stores themselves: what befalls an extract befalls nothing here. */
export class LiveWorkbook extends Dashboard {
  override strike(strike: Strike, at: number): void {
    if (strike.fault === "burst") super.strike(strike, at);
  }
}
