import type { LightCommand, LightFrame } from "../../ports/lightDriver.ts";
import { type CommandLength, CommandLine } from "./commandLine.ts";
import { onLine } from "./frameBytes.ts";

/** What was said on a line, in words; where several commands came at once they are told together, in order. */
export function readLine(
  frame: LightFrame,
  lengthOf: CommandLength,
  read: (one: LightFrame) => LightCommand,
): LightCommand {
  if (frame.kind !== "bytes") return read(frame);
  const line = new CommandLine(lengthOf, null);
  const commands = line.feed(frame.bytes, 0).map((bytes) => read(onLine(bytes, null)));
  const isNoise = commands.every(({ name }) => name === "unknown");
  // One command, one whose end is missing, or none at all: the driver says best what that is.
  if (commands.length < 2 || isNoise || !line.isEmpty) return read(frame);
  const inWords = commands.map(({ name, facts }) => [name, ...Object.values(facts).map(String)].join(" "));
  return {
    name: "several",
    facts: { commands: inWords },
    problems: commands.flatMap(({ problems }) => problems),
  };
}
