import type { Command } from "commander";
import { notNegative } from "./optionValues.ts";
import type { Terminal } from "./terminal.ts";

/** `bandeau doctor`. */
export function addDoctor(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command("doctor")
    .description(
      "what is wrong on this machine, the first thing first; the report names no person and no place",
    )
    .argument("[file]", "the site's configuration", "/etc/bandeau/bandeau.yaml")
    .option("--no-open", "open no port and no device")
    .option(
      "--listen <seconds>",
      "how long to listen to the bus; as long as figures are good when absent",
      notNegative,
    )
    .option("--full", "addresses, users and serial numbers as they are: not for the public", false)
    .option("--json", "as JSON", false)
    .action(async (file, options) =>
      done(await (await import("./doctor/doctorCommand.ts")).doctorCommand(file, options, terminal)),
    );
}
