import { connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openTcpLine } from "../../src/adapters/tcp/openTcpLine.ts";
import { simDisplayCommand } from "../../src/cli/simDisplay.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import type { SerialLink } from "../../src/ports/serialLink.ts";
import { openTimers } from "../../src/shared/time.ts";
import { plainDisplay, plainModel } from "../app/plainDisplay.ts";
import { eventually, quickLimits } from "../contract/serialLinkContract.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const frame = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(48, "."));

const sevenBits: BoundDisplay = plainDisplay({
  ...plainModel,
  serial: { ...plainModel.serial, dataBits: 7, parity: "even" },
});

describe("bandeau sim display", () => {
  const abort = { now: new AbortController() };
  const links: SerialLink[] = [];
  const runs: Promise<number>[] = [];

  afterEach(async () => {
    for (const link of links.splice(0)) await link.close();
    abort.now.abort();
    for (const ended of runs.splice(0)) expect(await ended).toBe(0);
    abort.now = new AbortController();
    expect(openTimers()).toBe(0);
  });

  /** Starts the command on a free port of this machine, and gives a line to it. */
  async function run(how: { json: boolean; isTerminal: boolean; display?: BoundDisplay }) {
    const { terminal, written, errors } = recordingTerminal(how.isTerminal);
    const options = { tcp: "0", json: how.json };
    const ended = simDisplayCommand(how.display ?? plainDisplay(), options, terminal, abort.now.signal);
    runs.push(ended);
    await eventually(() => written().includes("\n"));
    const address = /127\.0\.0\.1:\d+/.exec(written())?.[0] ?? "";
    const deps = { limits: quickLimits, softwareParity: how.display === sevenBits, connections: () => "" };
    const open = async (): Promise<SerialLink> => {
      const link = await openTcpLine(address, sevenBits.model.serial, deps)(new AbortController().signal);
      links.push(link);
      return link;
    };
    return { open, written, errors, ended, address };
  }

  it("says where it listens and then each change of the glass in a line of its own", async () => {
    const { open, written, ended } = await run({ json: false, isTerminal: false });
    const link = await open();
    await link.write(frame("a=12"));
    await eventually(() => written().includes("│12 "));
    await link.write(frame("a=12"));
    await link.write(frame("a=13"));
    await eventually(() => written().includes("│13 "));
    expect(
      written()
        .replaceAll(/\d{4}-\S+Z/g, "AT")
        .split("\n"),
    ).toEqual([
      expect.stringMatching(/^listening on 127\.0\.0\.1:\d+$/),
      "AT │                ││                │",
      "AT │12              ││                │",
      "AT │13              ││                │",
      "",
    ]);
    abort.now.abort();
    expect(await ended).toBe(0);
  });

  it("says the glass, its lines and what happened as JSON", async () => {
    const { open, written } = await run({ json: true, isTerminal: false });
    await (await open()).write(frame("a=12"));
    await eventually(() => written().includes('"12"'));
    const said = written()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(said[0]).toEqual({ line: expect.stringMatching(/^listening on 127\.0\.0\.1:\d+$/) });
    expect(said.at(-1)).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      lines: ["12"],
      runs: [[{ text: "12    ", colour: "green", blink: false }]],
      events: {},
    });
  });

  it("draws the glass in colours and in place for a person", async () => {
    const { open, written } = await run({ json: false, isTerminal: true });
    await (await open()).write(frame("a=12"));
    await eventually(() => written().includes("12  "));
    expect(written()).toContain("\u001b[4A┌─ Plain board ──┐\n│\u001b[38;2;60;220;80m12    \u001b[0m");
  });

  it("drops the parity that a seven-bit line carries in bit 7", async () => {
    const { open, written } = await run({ json: false, isTerminal: false, display: sevenBits });
    await (await open()).write(frame("a=12"));
    await eventually(() => written().includes("│12  "));
  });

  it("answers on the line, and lets a new connection take the place of the old", async () => {
    const display = plainDisplay();
    const answering: BoundDisplay = {
      ...display,
      sign() {
        const sign = display.sign();
        return {
          events: sign.events,
          glass: () => sign.glass(0),
          feed: (bytes) => [Uint8Array.of(6), bytes],
          powerCycle: () => undefined,
        };
      },
    };
    const { open } = await run({ json: false, isTerminal: false, display: answering });
    const first = await open();
    const second = await open();
    expect((await first.lost).code).toBe("LINE_RESET");
    const heard: number[] = [];
    second.bytes$.subscribe((bytes) => heard.push(...bytes));
    await second.write(Uint8Array.of(1, 2));
    await eventually(() => heard.length === 3);
    expect(heard).toEqual([6, 1, 2]);
  });

  it("wants to know where the display hangs, and only once", async () => {
    const { terminal, errors } = recordingTerminal();
    const signal = abort.now.signal;
    expect(await simDisplayCommand(plainDisplay(), { json: false }, terminal, signal)).toBe(2);
    const both = { tty: "/dev/null", tcp: "0", json: false };
    expect(await simDisplayCommand(plainDisplay(), both, terminal, signal)).toBe(2);
    expect(errors()).toContain("--tty PATH or --tcp HOST:PORT");
  });

  it("says what to do when it cannot listen", async () => {
    const { terminal, errors } = recordingTerminal();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const signal = abort.now.signal;
    const options = { tcp: `127.0.0.1:${port}`, json: false };
    expect(await simDisplayCommand(plainDisplay(), options, terminal, signal)).toBe(1);
    expect(errors()).toContain("take another port");
    other.close();
    const nonsense = { tcp: "nonsense", json: false };
    expect(await simDisplayCommand(plainDisplay(), nonsense, terminal, signal)).toBe(1);
    expect(errors()).toContain("write tcp://host:port");
  });

  it("says what to do when the serial line is not there, and nothing when it was told to stop", async () => {
    const { terminal, errors } = recordingTerminal();
    const options = { tty: "/dev/there-is-none", json: false };
    expect(await simDisplayCommand(plainDisplay(), options, terminal, abort.now.signal)).toBe(1);
    expect(errors()).toContain("check the USB cable");
    abort.now.abort();
    expect(await simDisplayCommand(plainDisplay(), options, terminal, abort.now.signal)).toBe(0);
  });

  it("ends at once when it is told to stop before it listens", async () => {
    abort.now.abort();
    const { terminal } = recordingTerminal();
    expect(
      await simDisplayCommand(plainDisplay(), { tcp: "0", json: false }, terminal, abort.now.signal),
    ).toBe(0);
  });

  it("drops answers that nobody reads", async () => {
    const display = plainDisplay();
    let answers = 0;
    const { address } = await run({
      json: false,
      isTerminal: false,
      display: {
        ...display,
        sign: () => ({
          events: new Map(),
          glass: () => [],
          feed() {
            answers++;
            return [new Uint8Array(16_777_216)];
          },
          powerCycle: () => undefined,
        }),
      },
    });
    const [host, port] = address.split(":");
    const socket = connect({ host: host ?? "", port: Number(port) });
    socket.on("error", () => undefined);
    socket.pause();
    for (let question = 0; question < 5; question++) {
      const before = answers;
      socket.write("?");
      await eventually(() => answers > before);
    }
    socket.destroy();
    expect(answers).toBe(5);
  });
});
