import { expect, it } from "vitest";
import { demoCommand } from "../../src/cli/demo.ts";
import { openTimers } from "../../src/shared/time.ts";

it("the demo ends well when it is ended before anything is up", async () => {
  const said: string[] = [];
  const terminal = {
    write: (text: string) => void said.push(text),
    writeError: (text: string) => void said.push(text),
    isTerminal: false,
    columns: 80,
    environment: {},
    onSignal: () => () => undefined,
  };
  expect(await demoCommand({ speed: 1, seed: 1, duration: 0.001, json: true }, terminal)).toBe(0);
  expect(said.join("")).not.toContain("the bus was closed");
  expect(openTimers()).toBe(0);
});
