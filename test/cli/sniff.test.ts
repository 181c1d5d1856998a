import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { ByteGroups } from "../../src/cli/byteGroups.ts";
import { CaptureFile } from "../../src/cli/captureFile.ts";
import { confidenceOf, guessProtocol, parityOf } from "../../src/cli/guessProtocol.ts";
import { hexDump } from "../../src/cli/hexDump.ts";
import { type SniffOptions, sniffCommand } from "../../src/cli/sniff.ts";
import { everySpoken } from "../../src/cli/wireTarget.ts";
import { Fault } from "../../src/ports/fault.ts";
import { withParity } from "../../src/shared/softwareParity.ts";
import { openTimers } from "../../src/shared/time.ts";
import { eventually } from "../contract/serialLinkContract.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const hello = Buffer.from("0000000000015a303002414148454c4c4f04", "hex");
const number = Buffer.from("01060007002ab9d4", "hex");
const folder = mkdtempSync(join(tmpdir(), "bandeau-sniff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const languages = await everySpoken();
const guessOf = (...parts: Uint8Array[]) => {
  const guess = guessProtocol(Uint8Array.from(Buffer.concat(parts)), languages);
  return guess && { name: guess.spoken.protocol, sure: confidenceOf(guess), parity: guess.parity };
};

describe("a language guessed from its bytes", () => {
  it("is nearly sure after three whole frames, likely after one", () => {
    expect(guessOf(hello, hello, hello)).toEqual({ name: "alpha", sure: "nearly sure", parity: null });
    expect(guessOf(number)).toEqual({ name: "modbus", sure: "likely", parity: null });
    expect(guessOf(number, Buffer.alloc(6, 0x55))).toMatchObject({ name: "modbus", sure: "perhaps" });
  });

  it("is found behind the parity of a seven-bit line, whichever it is", () => {
    for (const parity of ["even", "odd"] as const)
      expect(guessOf(withParity(hello, parity))).toEqual({ name: "alpha", sure: "likely", parity });
    expect(parityOf(hello)).toBe(null);
    expect(parityOf(Buffer.from([0x80, 0x81, 0x01]))).toBe(null);
  });

  it("is none where nothing fits", () => {
    expect(guessOf(Buffer.from([0x55, 0xaa, 0x55]))).toBe(null);
    expect(guessOf()).toBe(null);
  });
});

describe("bytes in groups", () => {
  it("end with a silence, with a word of the other side, or when there are too many", async () => {
    const told: string[] = [];
    const groups = new ByteGroups(10, ({ from, bytes }) => void told.push(`${from} ${bytes.length}`));
    groups.hear("a", Buffer.of(1, 2));
    groups.hear("a", Buffer.of(3));
    groups.hear("b", Buffer.of(4));
    groups.hear("b", Buffer.alloc(5_000));
    groups.hear("a", Buffer.of(5));
    await eventually(() => told.length === 3);
    groups.end();
    expect(told).toEqual(["a 3", "b 5001", "a 1"]);
    expect(openTimers()).toBe(0);
  });

  it("are drawn sixteen a line with their letters beside them", () => {
    expect(hexDump(hello)).toEqual([
      "00 00 00 00 00 01 5a 30  30 02 41 41 48 45 4c 4c  ......Z00.AAHELL",
      "4f 04                                             O.",
    ]);
  });
});

describe("a capture file", () => {
  it("keeps what was there, and never grows beyond its bound", () => {
    const path = join(folder, "bounded");
    for (const line of ["one", "two"]) {
      const file = new CaptureFile(path, 8);
      expect([file.add(line), file.add("more than fits"), file.add("x")]).toEqual([true, false, false]);
      file.close();
    }
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  });

  it("says what to do when it cannot be written", () => {
    expect(() => new CaptureFile(join(folder, "no", "such"), 8)).toThrow("there is no such file");
    const full = new CaptureFile("/dev/full", 100);
    expect(() => full.add("x")).toThrow("cannot write to /dev/full");
    full.close();
  });
});

describe("bandeau wire sniff", () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  let stop = new AbortController();
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    expect(openTimers()).toBe(0);
  });

  /** A serial server; what it is told is gathered. */
  async function line() {
    const heard: number[] = [];
    const own: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      own.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => void heard.push(...bytes));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return { place: `127.0.0.1:${port}`, heard, own, say: (bytes: Uint8Array) => own[0]?.write(bytes) };
  }

  function run(options: Partial<SniffOptions>) {
    const { terminal, written, errors } = recordingTerminal();
    const ended = sniffCommand({ maxBytes: 10_000, json: false, ...options }, terminal, stop.signal).catch(
      (error: unknown) =>
        error instanceof Fault ? `${error.message}\n${error.advice}` : Promise.reject(error),
    );
    return { ended, written, errors };
  }

  it("tells what it hears, and in which language, until it is stopped", async () => {
    const wire = await line();
    const { ended, written, errors } = run({ tcp: wire.place });
    await eventually(() => errors().includes("listening") && wire.own.length > 0);
    wire.say(hello);
    await eventually(() => written().includes("HELLO"));
    stop.abort();
    expect(await ended).toBe(0);
    expect(written()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}line {2}18 bytes\n/);
    expect(written()).toContain('= writeText  label "A"  text "HELLO"');
    expect(errors()).toContain(
      "18 bytes in 1 group; likely alpha: 100 % of the bytes are its frames, 1 so far",
    );
    expect(wire.heard).toEqual([]);
  });

  it("sits between two lines and passes everything on, both ways", async () => {
    const [server, display] = [await line(), await line()];
    const out = join(folder, "passed");
    const { ended, written, errors } = run({ tcp: server.place, pass: display.place, json: true, out });
    await eventually(() => errors().includes("listening") && server.own.length > 0 && display.own.length > 0);
    server.say(withParity(hello, "even"));
    await eventually(() => display.heard.length === hello.length);
    display.say(Buffer.of(6));
    await eventually(() => server.heard.length === 1 && written().split("\n").length === 3);
    stop.abort();
    expect(await ended).toBe(0);
    const [down, up] = written()
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(down).toMatchObject({
      from: "tty > pass",
      bytes: 18,
      protocol: "alpha",
      frames: [{ commands: [{ text: "HELLO" }] }],
      errors: [],
    });
    expect(up).toMatchObject({ from: "pass > tty", hex: "06", text: "." });
    expect(readFileSync(out, "utf8")).toBe(written());
    expect(errors()).toContain("seven bits with even parity");
  });

  it("reads a language that is named, and says when the file is full", async () => {
    const wire = await line();
    const out = join(folder, "full");
    const { ended, written, errors } = run({
      tcp: wire.place,
      protocol: "modbus",
      baud: 19_200,
      framing: "8e1",
      out,
      maxBytes: 10,
    });
    await eventually(() => errors().includes("listening") && wire.own.length > 0);
    wire.say(Buffer.concat([number, Buffer.of(1)]));
    await eventually(() => written().includes("writeRegister"));
    wire.say(number);
    await eventually(() => written().split("writeRegister").length === 3);
    expect(written()).toContain("? 1 bytes from byte 8 are no frame");
    wire.own[0]?.end();
    expect(await ended).toBe(1);
    expect(errors()).toContain(`${out} has its 10 bytes (--max-bytes)`);
    expect(errors()).toContain("17 bytes in 2 groups; read as modbus");
    expect(errors()).toContain("ended the connection");
    expect(errors().match(/has its/g)).toHaveLength(1);
  });

  it("says what to check when nothing was heard, and when nothing fits", async () => {
    const quiet = await line();
    const first = run({ tcp: quiet.place, model: "alpha-4120c" });
    await eventually(() => first.errors().includes("listening") && quiet.own.length > 0);
    stop.abort();
    expect(await first.ended).toBe(0);
    expect(first.errors()).toContain("nothing was heard: check the wire");
    stop = new AbortController();
    const noise = await line();
    const second = run({ tcp: noise.place });
    await eventually(() => second.errors().includes("listening") && noise.own.length > 0);
    noise.say(Buffer.of(0x55, 0xaa));
    await eventually(() => second.written().includes("55 aa"));
    stop.abort();
    expect(await second.ended).toBe(0);
    expect(second.errors()).toContain("no language that we know");
  });

  it("ends with a word when the file cannot be written any more", async () => {
    const wire = await line();
    const { ended, errors } = run({ tcp: wire.place, out: "/dev/full" });
    await eventually(() => errors().includes("listening") && wire.own.length > 0);
    wire.say(hello);
    expect(await ended).toContain("cannot write to /dev/full");
  });

  it("is silent about a line that it was told to leave before it opened", async () => {
    stop.abort();
    expect(await run({ tcp: (await line()).place }).ended).toBe(0);
  });

  it.each<[Partial<SniffOptions>, number | string]>([
    [{}, 2],
    [{ tty: "/dev/x", tcp: "127.0.0.1:1" }, 2],
    [{ tty: "/dev/nothing-here" }, "/dev/nothing-here is not there"],
    [{ tcp: "nowhere" }, "is not a host and its port"],
    [{ tcp: "127.0.0.1:1", framing: "9N1" }, "'9N1' is no form of a character\nwrite 8N1"],
    [{ tcp: "127.0.0.1:1", framing: "7O2", protocol: "alfa" }, "did you mean 'alpha'?"],
    [{ tcp: "127.0.0.1:1", framing: "7O2" }, "refuses the connection"],
  ])("tells what is wrong with %j", async (options, expected) => {
    const told = await run(options).ended;
    if (typeof expected === "number") expect(told).toBe(expected);
    else expect(told).toContain(expected);
  });
});
