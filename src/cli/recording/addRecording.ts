import { type Command, InvalidArgumentError } from "commander";
import { bytes, collect, moment, seconds, speed, wholeNumber } from "../optionValues.ts";
import { type Terminal, untilSignalled } from "../terminal.ts";

interface TopicChange {
  readonly from: string;
  readonly to: string;
}

function topicChange(text: string, before: readonly TopicChange[]): TopicChange[] {
  const [from = "", to = "", ...others] = text.split("=");
  if (from === "" || to === "" || others.length > 0)
    throw new InvalidArgumentError("It must be OLD=NEW, such as cc/1/flowers=cc/1/test.");
  return [...before, { from, to }];
}

/** `bandeau record` and `bandeau replay`; `done` takes the exit code. */
export function addRecording(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command("record")
    .description("what goes over the bus, into a file or a folder of files, until Ctrl-C")
    .argument("<path>", "a new file, or a folder")
    .option("--broker <url>", "such as mqtt://127.0.0.1:1883; else the configuration's")
    .option("-c, --config <file>", "a site: its broker, and its ACDs' own topics")
    .option("--site <id>", "the site on the bus; all when absent")
    .option("--topics <filter>", "instead: these topics; may be repeated", collect, [])
    .option("--with-agents", "also what tells of persons: agents, headsets, requests and answers", false)
    .option("--max-size <size>", "begin the next file when one is so big", bytes, 50_000_000)
    .option("--max-time <time>", "or so old", seconds, 86_400)
    .option("--keep <n>", "files at a time; the oldest is removed for the next", wholeNumber(2, 100_000), 10)
    .option("--duration <time>", "stop by itself after this long", seconds)
    .action(async (path, options) => {
      const ending = untilSignalled(terminal);
      done(await (await import("../record.ts")).recordCommand(path, options, terminal, ending.signal));
      ending.release();
    });
  program
    .command("replay")
    .description("recordings onto a bus, with the spacing they had")
    .argument("<path...>", "files, or folders of them")
    .option("--broker <url>", "such as mqtt://127.0.0.1:1883; else the configuration's")
    .option("-c, --config <file>", "a site, for its broker")
    .option("--speed <factor>", "recorded seconds a second, or max", speed, 1)
    .option("--step", "one message for each Enter, or each line on stdin", false)
    .option("--from <time>", "begin with the messages of this moment", moment)
    .option("--to <time>", "end with those of this moment", moment)
    .option("--now", "move the dates in messages along, as if all of it happened now", false)
    .option("--loop", "begin again at the end", false)
    .option("--retain", "what the broker had kept when it was recorded is kept again", false)
    .option(
      "--map-topic <old=new>",
      "another name for a topic, or for the beginning of topics",
      topicChange,
      [],
    )
    .option("--with-agents", "also what tells of persons", false)
    .action(async (paths, options) => {
      const ending = untilSignalled(terminal);
      const input = { stdin: process.stdin, signal: ending.signal };
      done(await (await import("../replay.ts")).replayCommand(paths, options, terminal, input));
      ending.release();
    });
}
