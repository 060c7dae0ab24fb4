import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { followRequest } from "../../simulate/follow/choose-request.ts";
import { createRun } from "../../simulate/run.ts";
import type { FollowChoice, FollowedHop, FollowedRequest } from "../../result/followed-request.ts";
import { FAULT_SYNTAX } from "../fault-spec.ts";
import { printFindings } from "../io.ts";
import type { CommandIo, ExitCode, Finish } from "../io.ts";
import { several, wholeNumber, withNamedDesign } from "../options.ts";
import { MAX_SEED, placedRefusal, prepare } from "../run.ts";
import type { RunOptions } from "../run.ts";

type FollowOptions = Omit<RunOptions, "seeds" | "out"> & {
  readonly endpoint?: string;
  readonly call: FollowChoice["pick"] | number;
  readonly key?: string;
  readonly turn: number;
};

const PICKS = ["slowest", "failed", "random"] as const;

export function registerFollow(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("follow")
    .description("run a design once and show one request of its clients, hop by hop: waits, service, time-outs, retries")
    .option("-s, --scenario <id or file>", "scenario; none for the design's own workload; taken from the design when left out")
    .argument("[design]", "file, link or @name: the same as --design")
    .option("-d, --design <file, link or @name>", "design; the scenario's starter when left out")
    .option("--seed <n>", "seed of every random draw", wholeNumber(0, MAX_SEED))
    .option("--set <path=value>", "change a setting; may be repeated", several, [])
    .option("--fault <spec>", `strike a part: ${FAULT_SYNTAX}; may be repeated`, several, [])
    .option("--endpoint <id>", "only requests of this endpoint of the API")
    .option("--call <which>", "slowest, failed, random, or the request_id of the table requests", callNamed, "slowest")
    .option("--key <key>", "the newest request about this key, in letters as a link has it or as its number")
    .option("--turn <n>", "another one: the second slowest with 1, the next that failed, another by chance", wholeNumber(0, 1_000_000), 0)
    .option("--json", "print the request as JSON")
    .action(async (named: string | undefined, given: FollowOptions, command: Command) =>
      finish(await followCommand(io, withNamedDesign(command, named, given))),
    );
}

function callNamed(text: string): FollowChoice["pick"] | number {
  const pick = PICKS.find((each) => each === text);
  if (pick !== undefined) return pick;
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give slowest, failed, random, or the request_id of a request.");
  return Number(text);
}

function choiceOf({ endpoint, call, key, turn }: FollowOptions): FollowChoice {
  const of = { turn, ...(endpoint === undefined ? {} : { endpointId: endpoint }) };
  if (key !== undefined) return { ...of, pick: "key", key };
  return typeof call === "number" ? { ...of, pick: "number", number: call } : { ...of, pick: call };
}

async function followCommand(io: CommandIo, options: FollowOptions): Promise<ExitCode> {
  const prepared = await prepare(options);
  if (!prepared.ok) {
    printFindings(io, prepared.error);
    return 2;
  }
  const { design, scenario, faults } = prepared.value;
  const created = createRun({ design, scenario, seed: options.seed ?? design.seed, faults });
  if (!created.ok) {
    printFindings(io, placedRefusal(created.error, options.design ?? "@starter"));
    return 2;
  }
  const run = created.value;
  while (!run.over) run.step();
  const answer = followRequest(run.machine, choiceOf(options));
  if (!answer.found) {
    io.err(answer.reason);
    return 1;
  }
  const { request, sample } = answer;
  if (sample.every > 1) io.err(`One of ${sample.every} requests is written down: ${sample.kept} of ${sample.begun}.`);
  io.out(options.json === true ? JSON.stringify(request, null, 2) : wayText(request));
  return 0;
}

const ms = (value: number | null): string => (value === null ? "-" : `${value.toFixed(value < 10 ? 2 : 1)} ms`);

/** The way of a request, a line a hop, indented by who asked whom. */
function wayText(request: FollowedRequest): string {
  const { number, endpoint, op, keyText, status, responseMs, end, reason, place, verdict, attempts } = request;
  const ended = end === "refused" ? `${reason}, at ${place}` : `${end} by ${place}${verdict === null ? "" : `, ${verdict}`}`;
  const { lookupMs, handshakeMs, wayMs, row } = request;
  const connect = lookupMs + handshakeMs > 0 ? `name ${ms(lookupMs)}, handshake ${ms(handshakeMs)}, ` : "";
  return [
    `request ${number}: ${op}${keyText === null ? "" : ` ${keyText}`} by ${endpoint}, ${status ?? "no reply yet"} after ${ms(responseMs)}, ${ended}`,
    `${"at".padStart(10)}  ${request.client}: ${connect}${ms(wayMs)} to the edge, as much back${attempts > 1 ? `; ${attempts} attempts` : ""}`,
    ...request.hops.map((hop) => hopText(hop, depthOf(request.hops, hop))),
    ...(row === null ? [] : [JSON.stringify(row)]),
  ].join("\n");
}

function depthOf(hops: readonly FollowedHop[], { parent }: FollowedHop): number {
  return parent < 0 ? 1 : 1 + depthOf(hops, hops[parent]);
}

/** What of the time in hand was no work of the part's own. */
function ofThat(bodyMs: number, awaitedMs: number): string {
  const parts = [
    ...(bodyMs > 0 ? [`${ms(bodyMs)} until its body had come`] : []),
    ...(awaitedMs > 0 ? [`${ms(awaitedMs)} for others`] : []),
  ];
  return parts.length === 0 ? "" : `, of that ${parts.join(" and ")}`;
}

function hopText(hop: FollowedHop, depth: number): string {
  const { attempt, waitedMs, bodyMs, servedMs, awaitedMs, end, reason, refusedBy, givenUpMs } = hop;
  const facts = [
    ...(attempt > 0 ? [`attempt ${attempt + 1}`] : []),
    ...(waitedMs === null ? [] : [`waited ${ms(waitedMs)}`]),
    servedMs === null ? "no reply yet" : `served ${ms(servedMs)}${ofThat(bodyMs, awaitedMs)}`,
    ...(end === "refused" ? [`refused: ${reason}${refusedBy === hop.part ? "" : `, from ${refusedBy}`}`] : []),
    ...(end === "passed on" ? ["passed on"] : []),
    ...(givenUpMs === null ? [] : [`given up at ${ms(givenUpMs)}`]),
  ];
  return `${ms(hop.arrivedMs).padStart(10)}  ${"  ".repeat(depth)}${hop.part}${hop.machine === "" ? "" : ` (${hop.machine})`} ${hop.op}: ${facts.join("; ")}`;
}
