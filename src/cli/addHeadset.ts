import type { Command } from "commander";
import { positive } from "./optionValues.ts";
import { type Terminal, untilSignalled } from "./terminal.ts";

type Done = (code: number) => void;

/** `bandeau headset …`; `done` takes the exit code. */
export function addHeadset(program: Command, terminal: Terminal, done: Done): void {
  const headset = program.command("headset").description("USB headsets: what their bits mean");
  const tool = (name: string, description: string): Command =>
    headset
      .command(name)
      .description(description)
      .option("--descriptor <hex>", "the report descriptor, as 05 0b 09 05 or 050b0905")
      .option("--file <file>", "or a file that holds it, as bytes or as digits; - for stdin")
      .option("--device <path>", "or a device that is plugged in, such as /dev/hidraw0; it is not opened")
      .option("--vendor <id>", "its USB vendor, such as 0b0e")
      .option("--product <id>", "its USB product, such as 2453")
      .option("--json", "as JSON", false);
  tool("describe", "which keys and LEDs a headset has, and where their bits are").action(async (options) =>
    done(await (await import("./headset.ts")).headsetDescribeCommand(options, terminal, process.stdin)),
  );
  tool("decode", "input reports, one after the other, as events; everything rests before the first")
    .requiredOption("--report <hex...>", "a report as it comes, with its number first; may be repeated")
    .action(async (options) =>
      done(await (await import("./headset.ts")).headsetDecodeCommand(options, terminal, process.stdin)),
    );
  tool("encode", "the reports that light LEDs; without a name, those that put out all of them")
    .option("--led <name...>", "a LED such as OffHook, Mute or Ring; may be repeated", [])
    .action(async (options) =>
      done(await (await import("./headset.ts")).headsetEncodeCommand(options, terminal, process.stdin)),
    );
  addWatch(headset, terminal, done);
}

function addWatch(headset: Command, terminal: Terminal, done: Done): void {
  headset
    .command("watch")
    .description("what a headset says, live; without --answer it takes back what nobody confirms")
    .option("--device <path>", "such as /dev/hidraw0; not needed where one headset is plugged in")
    .option("--port <url>", "or a simulated one: tcp://127.0.0.1:10002")
    .option("--answer", "answer it as the daemon does; ring, call, mute, hold, end … on stdin", false)
    .option("--json", "one JSON object a line", false)
    .action(async (options) => {
      const ending = untilSignalled(terminal);
      const { headsetWatchCommand } = await import("./headsetWatch.ts");
      const { openNamedHeadset: open } = await import("./headsetPort.ts");
      const { shippedHeadsets: families } = await import("./headsetModels.ts");
      const input = { open, families, stdin: process.stdin, signal: ending.signal };
      done(await headsetWatchCommand(options, terminal, input));
      ending.release();
    });
  headset
    .command("learn")
    .description("asks for one key after the other, and drafts a file for devices/headsets from what it sees")
    .requiredOption("--out <file>", "the new file, such as my-headset.yaml")
    .option("--device <path>", "such as /dev/hidraw0; not needed where one headset is plugged in")
    .option("--port <url>", "or a simulated one: tcp://127.0.0.1:10002")
    .option("--patience <seconds>", "how long to wait for each key", positive, 15)
    .action(async (options) => {
      const ending = untilSignalled(terminal);
      const { headsetLearnCommand } = await import("./headsetLearn.ts");
      const { openNamedHeadset: open } = await import("./headsetPort.ts");
      const { shippedHeadsets: families } = await import("./headsetModels.ts");
      done(await headsetLearnCommand(options, terminal, { open, families, signal: ending.signal }));
      ending.release();
    });
}

/** `bandeau sim headset`. */
export function addHeadsetTwin(sim: Command, terminal: Terminal, done: Done): void {
  sim
    .command("headset")
    .description("a headset that is not there; words on stdin press its keys (answer, mute, help …)")
    .argument("[model]", "such as jabra-evolve-link, or its USB id")
    .option("--descriptor <hex>", "instead of a model: any report descriptor")
    .option("--vendor <id>", "its USB vendor, such as 0b0e")
    .option("--product <id>", "its USB product, such as 2453")
    .option("--serial <number>", "its serial number; without it two of the same model look alike")
    .option("--tcp <host:port>", "the address to listen on, such as 127.0.0.1:10002; a site names it as port")
    .option("--uhid", "instead: a real device of this machine's kernel, by /dev/uhid; as root", false)
    .option("--script <file>", "words, one a line, done when a program has opened it; wait MS between them")
    .option("--json", "one JSON object a line for each report", false)
    .action(async (model, options) => {
      const ending = untilSignalled(terminal);
      const input = { stdin: process.stdin, signal: ending.signal, random: Math.random };
      done(await (await import("./simHeadset.ts")).simHeadsetCommand(model, options, terminal, input));
      ending.release();
    });
}
