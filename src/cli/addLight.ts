import { type Command, Option } from "commander";
import { wholeNumber } from "./optionValues.ts";
import type { Terminal } from "./terminal.ts";

type Done = (code: number) => void;

/** What somebody may ask of a light. */
export function withLook(command: Command): Command {
  return command
    .option("--rgb <RRGGBB>", "a colour as lights mix it, such as ff8000")
    .option("--colour <name>", "or by its name: red, amber, green and so on")
    .option("--off", "dark", false)
    .addOption(new Option("--flash <rhythm>", "slowly or fast").choices(["slow", "fast"]))
    .option("--fade-ms <n>", "how long it takes to become so", wholeNumber(0, 60_000))
    .option("--led <lamp>", "one lamp only, by its number from 1 or its name")
    .option("--dim <percent>", "of its full brightness", wholeNumber(1, 100))
    .option("--buzzer", "the buzzer sounds", false);
}

/** `bandeau light …`; `done` takes the exit code. */
export function addLight(program: Command, terminal: Terminal, done: Done): void {
  const light = program.command("light").description("status lights");
  light
    .command("list")
    .description("the lights that we know, and those that are plugged in")
    .option("--json", "as JSON", false)
    .action(async (options) => {
      const { realHidWorld } = await import("../adapters/hid/hidWorld.ts");
      const { lightListCommand } = await import("./lightList.ts");
      done(await lightListCommand(options, terminal, realHidWorld));
    });
}
