#!/usr/bin/env node
import { runCommandLine } from "./cli/program.ts";
import { exitCodes, type Terminal } from "./cli/terminal.ts";

const terminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  columns: process.stdout.columns ?? 80,
  environment: process.env,
  onSignal(signal, run) {
    process.on(signal, run);
    return () => void process.off(signal, run);
  },
};

// A reader that went away (bandeau demo | head) is no fault of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? exitCodes.done : exitCodes.failed);
});

function bug(error: unknown): never {
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`bandeau: a mistake in the program, please report it\n${stack}\n`);
  process.exit(exitCodes.bug);
}

process.on("uncaughtException", bug);
runCommandLine(process.argv.slice(2), terminal).then((code) => process.exit(code), bug);
