import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";

/** `bandeau sim light`; `done` takes the exit code. */
export function addLightTwin(sim: Command, terminal: Terminal, done: (code: number) => void): void {
  sim
    .command("light")
    .description("a light that is not there; words on stdin do things to it (unplug, press, help …)")
    .argument("<model>", "such as luxafor-flag, wled-strip, lcus-4: bandeau light list shows them")
    .option("--tty <path>", "on a serial line (or PTY)")
    .option("--tcp <host:port>", "at a TCP port, such as 127.0.0.1:10003; a site names it as port")
    .option("--uhid", "on USB: a real device of this machine's kernel, by /dev/uhid; as root", false)
    .option("--serial <number>", "of a USB light; without it two of the same model look alike")
    .option("--broker <url>", "on the bus, such as mqtt://127.0.0.1:1883")
    .option("--topic <topic>", "its base topic there, such as wled/hall")
    .option("--username <name>", "where the broker asks who we are")
    .option("--password-file <file>", "its password: a file, or credential:NAME under systemd")
    .option("--ca-file <file>", "the authority of a broker's certificate, for mqtts://")
    .option("--json", "one JSON object a line for each change", false)
    .action(async (model, options) =>
      done(await (await import("./simulate.ts")).simulateLight(model, options, terminal)),
    );
}
