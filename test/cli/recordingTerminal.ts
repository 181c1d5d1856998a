import type { Terminal } from "../../src/cli/terminal.ts";

/** A terminal that can be asked what was written to it. */
export function recordingTerminal(isTerminal = false, environment: Terminal["environment"] = {}) {
  let written = "";
  let errors = "";
  const terminal: Terminal = {
    write: (text) => {
      written += text;
    },
    writeError: (text) => {
      errors += text;
    },
    isTerminal,
    columns: 80,
    environment,
    onSignal: () => () => undefined,
  };
  return { terminal, written: () => written, errors: () => errors };
}
