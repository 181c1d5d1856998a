import type { Command } from "commander";
import { exitCodes, type Terminal } from "./terminal.ts";

type Done = (code: number) => void;

const groupOf = (program: Command, name: string, description: string): Command =>
  program.commands.find((one) => one.name() === name) ?? program.command(name).description(description);

/** The commands about GPIO. Called after the others, because `light` and `doctor` are groups of them too. */
export function addGpio(program: Command, terminal: Terminal, done: Done): void {
  groupOf(program, "doctor", "what is missing on this machine, the first thing first")
    .command("gpio")
    .description("the chips of this machine, which way to them works, and where the lines of a site end up")
    .argument("[file]", "the site's configuration, for its lines")
    .option("--json", "as JSON", false)
    .action(async (file, options) => {
      const { doctorGpioCommand, groupNames } = await import("./doctorGpio.ts");
      const { realGpioWorld } = await import("../adapters/gpio/gpioWorld.ts");
      const site = file === undefined ? null : await loaded(file, terminal);
      if (site === undefined) return done(exitCodes.configuration);
      const groups = groupNames(process.getgroups?.() ?? []);
      done(await doctorGpioCommand(options, { world: realGpioWorld, site, groups }, terminal));
    });
  groupOf(program, "light", "one light, for somebody who stands before it")
    .command("off")
    .description("all GPIO lights of a site dark, also after the daemon was killed; systemd runs it")
    .option("-c, --config <file>", "the site's configuration", "/etc/bandeau/bandeau.yaml")
    .action(async ({ config }) => {
      const site = await loaded(config, terminal);
      if (site === undefined) return done(exitCodes.configuration);
      const { lightOffCommand } = await import("./lightOff.ts");
      const { realGpioWorld } = await import("../adapters/gpio/gpioWorld.ts");
      const { createLogger, logFormFor } = await import("../adapters/log/createLogger.ts");
      const form = logFormFor(terminal.environment, terminal.isTerminal);
      const log = createLogger(form, "warn", (line) => terminal.writeError(line));
      done(await lightOffCommand({ site, world: realGpioWorld, log }, terminal));
    });
}

/** A site that may be started; undefined, and every problem told, where it may not. */
async function loaded(file: string, terminal: Terminal) {
  const { siteLoader } = await import("../compose/siteLoader.ts");
  const { devicesFolder } = await import("../compose.ts");
  const { problemLines } = await import("../config/problemReport.ts");
  const result = await (await siteLoader(terminal.environment, devicesFolder)).load(file);
  if (result.ok) return result;
  for (const line of problemLines(result.problems)) terminal.writeError(`${line}\n`);
  return undefined;
}
