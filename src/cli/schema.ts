import { Argument } from "commander";
import type { Command } from "commander";
import { designJsonSchema } from "../design/json-schema.ts";
import { scenarioJsonSchema } from "../scenario/schema.ts";
import type { CommandIo, Finish } from "./io.ts";

export function registerSchema(program: Command, io: CommandIo, finish: Finish): void {
  program
    .command("schema")
    .description("print the JSON Schema of scenario or design files")
    .addArgument(new Argument("<of>", "what to describe").choices(["scenario", "design"]))
    .action((of: string) => {
      io.out(JSON.stringify(of === "scenario" ? scenarioJsonSchema() : designJsonSchema(), null, 2));
      finish(0);
    });
}
