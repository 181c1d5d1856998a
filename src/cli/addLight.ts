import { type Command, Option } from "commander";
import { collect, positive, wholeNumber } from "./optionValues.ts";
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
  const tool = (name: "set" | "test" | "identify", description: string): Command =>
    withPlace(
      light
        .command(name)
        .description(description)
        .argument("<light>", "a light's id in the site, or without a site a model such as luxafor-flag"),
    ).action(async (which, options) =>
      done(await (await import("./lightTools.ts")).lightToolCommand(name, which, options, terminal)),
    );
  withLook(tool("set", "one light so")).option(
    "--seconds <n>",
    "so long, then dark; else it stays so, and a light that cannot stay by itself is held until Ctrl-C",
    positive,
  );
  tool("test", "every lamp in every colour; it ends dark").option(
    "--seconds <n>",
    "how long each stays",
    positive,
  );
  tool("identify", "which one it is: it flashes slowly, then it is dark").option(
    "--seconds <n>",
    "so long; 10 when absent",
    positive,
  );
}

/** Where a light is that is not in a site. */
function withPlace(command: Command): Command {
  return command
    .option("-c, --config <file>", "the site (else /etc/bandeau/bandeau.yaml, when it has such a light)")
    .option("--port <port>", "without a site: a serial port, or tcp://host:port")
    .option("--usb-serial <number>", "or the serial number of a USB light")
    .option("--usb-port <port>", "or where it is plugged in, as bandeau light list shows it")
    .option("--line <lamp=line>", "or the GPIO line of a lamp: red=17; may be repeated", collect, [])
    .option("--active-low", "the GPIO lines are low while their lamps are lit", false);
}
