import type { Command } from "commander";
import { withLook } from "./addLight.ts";
import { collect, wholeNumber } from "./optionValues.ts";
import { type Terminal, untilSignalled } from "./terminal.ts";

type Done = (code: number) => void;

/** `bandeau wire …`; `done` takes the exit code. */
export function addWire(program: Command, terminal: Terminal, done: Done): void {
  const wire = program
    .command("wire")
    .description("bytes of a display's or a light's protocol to meaning and back")
    .enablePositionalOptions();
  const decode = wire
    .command("decode")
    .description("what bytes say, and what a sign would show that got just these")
    .argument("<protocol>", "alpha, amplus, alcatel, modbus, or a model such as pro-lite-m2014r")
    .argument("[input]", "- for stdin")
    .option("--hex <digits>", "the bytes as 00 41, 0041, 0x00,0x41 or \\x00\\x41")
    .option("--file <file>", "a file of bytes, or of hexadecimal digits")
    .option("--model <id>", "the display: its size and settings; or the path of a model's file")
    .option("--json", "as JSON, which wire encode takes back", false)
    .action(async (protocol, input, options) =>
      done(
        await (await import("./wire.ts")).wireDecodeCommand(
          protocol,
          input,
          options,
          terminal,
          process.stdin,
        ),
      ),
    );
  addLightDecode(decode, terminal, done);
  const encode = wire
    .command("encode")
    .description("the JSON of wire decode back into bytes")
    .argument("<protocol>", "as for wire decode")
    .option("--from <file>", "the JSON; - for stdin")
    .option("--model <id>", "the display, or the path of a model's file")
    .option("--raw", "bytes on stdout instead of hexadecimal digits", false)
    .action(async (protocol, { from, ...options }) => {
      if (from === undefined) return encode.error("error: required option '--from <file>' not specified");
      const writeBytes = (bytes: Uint8Array): void => void process.stdout.write(bytes);
      const out = { ...terminal, writeBytes };
      done(
        await (await import("./wire.ts")).wireEncodeCommand(
          protocol,
          { ...options, from },
          out,
          process.stdin,
        ),
      );
    });
  addLightEncode(encode, terminal, done);
  addSniff(wire, terminal, done);
}

/** Options of `wire decode` itself end where `light` begins. */
function addLightDecode(decode: Command, terminal: Terminal, done: Done): void {
  decode
    .enablePositionalOptions()
    .command("light")
    .description("what a light is told, and what it shows that got just this")
    .argument("<model>", "such as luxafor-flag: bandeau light list shows all; or the path of a model's file")
    .argument("[input]", "- for stdin")
    .option(
      "--hex <digits>",
      "a report with its number first, or bytes on a line; may be repeated",
      collect,
      [],
    )
    .option("--file <file>", "a file of one frame: bytes, or hexadecimal digits")
    .option("--topic <topic>", "of a message; may be repeated", collect, [])
    .option("--payload <text>", "of a message; may be repeated", collect, [])
    .option("--levels <digits>", "GPIO outputs as 101; may be repeated", collect, [])
    .option("--json", "as JSON", false)
    .action(async (model, input, options) => {
      const { wireDecodeLightCommand } = await import("./wireLightDecode.ts");
      done(await wireDecodeLightCommand(model, input, options, terminal, process.stdin));
    });
}

function addLightEncode(encode: Command, terminal: Terminal, done: Done): void {
  withLook(
    encode
      .enablePositionalOptions()
      .command("light")
      .description("what is said to a light that should be so")
      .argument(
        "<model>",
        "such as luxafor-flag: bandeau light list shows all; or the path of a model's file",
      ),
  )
    .option("--keepalive", "what it must hear now and then lest it go dark", false)
    .option("--json", "as JSON", false)
    .action(async (model, options) =>
      done(await (await import("./wireLight.ts")).wireEncodeLightCommand(model, options, terminal)),
    );
}

function addSniff(wire: Command, terminal: Terminal, done: Done): void {
  wire
    .command("sniff")
    .description("what goes over a line between a server and a display, until Ctrl-C")
    .option("--tty <path>", "the serial line to listen to")
    .option("--tcp <host:port>", "or the raw port of a serial server")
    .option("--pass <path>", "the line to the display: sit between, and pass everything on both ways")
    .option("--baud <n>", "speed, else the model's or 9600", wholeNumber(300, 1_000_000))
    .option("--framing <form>", "8N1, 7E1 and so on, else the model's or 8N1")
    .option("--protocol <name>", "the language; guessed when it is not named")
    .option("--model <id>", "the display, or the path of a model's file")
    .option("--out <file>", "write JSON lines to this file too")
    .option("--max-bytes <n>", "how long that file may get", wholeNumber(1_000, 2 ** 40), 10_000_000)
    .option("--json", "JSON lines on stdout", false)
    .action(async (options) => {
      const ending = untilSignalled(terminal);
      done(await (await import("./sniff.ts")).sniffCommand(options, terminal, ending.signal));
      ending.release();
    });
}
