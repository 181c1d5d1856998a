import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SimHeadsetOptions, simHeadsetCommand } from "../../src/cli/simHeadset.ts";
import { openTimers } from "../../src/shared/time.ts";
import { settled } from "../simulated/headset/settled.ts";

/** A client of the TCP port, line by line. */
class Client {
  readonly lines: string[] = [];
  isClosed = false;
  readonly #socket: Socket;

  constructor(address: string) {
    const [host, port] = address.split(":");
    this.#socket = connect({ host: host ?? "", port: Number(port) });
    let rest = "";
    this.#socket.on("data", (bytes) => {
      const parts = (rest + bytes.toString()).split("\n");
      rest = parts.pop() ?? "";
      this.lines.push(...parts);
    });
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => {
      this.isClosed = true;
    });
  }

  say(text: string): void {
    this.#socket.write(text);
  }

  end(): void {
    this.#socket.destroy();
  }
}

describe("bandeau sim headset", () => {
  let folder = "";
  let out: string[] = [];
  let errors: string[] = [];
  let stdin = new PassThrough();
  let stop = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sim-headset-"));
    out = [];
    errors = [];
    stdin = new PassThrough();
    stop = new AbortController();
  });
  afterEach(async () => {
    stdin.end();
    await rm(folder, { recursive: true });
    expect(openTimers()).toBe(0);
  });

  const start = (model: string | undefined, options: Partial<SimHeadsetOptions> = {}): Promise<number> =>
    simHeadsetCommand(
      model,
      { tcp: "0", json: false, ...options },
      {
        write: (text) => out.push(...text.split("\n").filter((line) => line !== "")),
        writeError: (text) => errors.push(text.trimEnd()),
      },
      { stdin, signal: stop.signal, random: () => 0.5 },
    );
  const address = async (): Promise<string> => {
    await settled(() => out.length > 0);
    return /127\.0\.0\.1:\d+/.exec(out[0] ?? "")?.[0] ?? "";
  };

  it("says what it is, hears what is written, and does what stdin says", async () => {
    const ended = start("jabra-evolve-link", { serial: "A1" });
    const client = new Client(await address());
    await settled(() => client.lines.length === 1);
    expect(JSON.parse(client.lines[0] ?? "")).toMatchObject({
      vendorId: 0x0b0e,
      productId: 0x0307,
      product: "Jabra EVOLVE LINK MS",
      serialNumber: "A1",
      descriptor: expect.stringMatching(/^050b0905a1018502/),
    });
    stdin.write("answer\n");
    await settled(() => client.lines.length === 2);
    client.say('{"report":"020100"}\n');
    await settled(() => client.lines.length === 3);
    client.say('rubbish\n{"report":"0203"}\n');
    await settled(() => out.length === 6);
    expect(client.lines.slice(1)).toEqual(['{"report":"020100"}', '{"report":"020300"}']);
    expect(out.slice(1)).toEqual([
      "programs that have it open: 1",
      "says   02 01 00  HookSwitch=1",
      "takes  02 01 00  OffHook",
      "says   02 03 00  LineBusyTone=1",
      "takes  02 03  OffHook Mute  (2 bytes instead of 3)",
    ]);
    stdin.write("quit\n");
    expect(await ended).toBe(0);
    await settled(() => client.isClosed);
    expect(errors).toEqual([]);
  });

  it("tells the same as JSON", async () => {
    const ended = start("0b0e:0307", { json: true });
    const client = new Client(await address());
    await settled(() => client.lines.length === 1);
    client.say('{"report":"020000"}\n');
    stdin.write("redial\n");
    await settled(() => out.length === 5);
    expect(out.map((line): unknown => JSON.parse(line)).slice(1)).toEqual(
      expect.arrayContaining([
        { programs: 1 },
        { taken: "020000", lit: [], problem: null },
        { said: "021000", events: ["Redial!"] },
        { said: "020000", events: [] },
      ]),
    );
    stop.abort();
    expect(await ended).toBe(0);
    client.end();
  });

  it("does a script when somebody listens, and is not there while it is unplugged", async () => {
    const script = join(folder, "script");
    await writeFile(script, "# a press\nflash\n\nwait 30\nunplug\n");
    const ended = start("poly-blackwire-3220", { script });
    const at = await address();
    const client = new Client(at);
    await settled(() => client.isClosed);
    expect(client.lines.slice(1)).toEqual(['{"report":"0804"}', '{"report":"0800"}']);
    const early = new Client(at);
    await settled(() => early.isClosed);
    expect(early.lines).toEqual([]);
    stdin.write("replug\n");
    stdin.write("babble 2\n");
    await settled(() => out.filter((line) => line.startsWith("says")).length === 4);
    const late = new Client(at);
    await settled(() => late.lines.length === 1);
    stop.abort();
    expect(await ended).toBe(0);
    await settled(() => late.isClosed);
  });

  it("cuts off who writes lines without end", async () => {
    const ended = start("dell-sp325");
    const client = new Client(await address());
    client.say("x".repeat(2_000));
    await settled(() => client.isClosed);
    stop.abort();
    expect(await ended).toBe(0);
  });

  it("makes a twin of any descriptor", async () => {
    const descriptor = "050b0905a1018501150025017501950109208102950781030508091791029507910 1c0".replace(
      " ",
      "",
    );
    const ended = start(undefined, { descriptor, vendor: "1209", product: "0001" });
    const client = new Client(await address());
    await settled(() => client.lines.length === 1);
    expect(JSON.parse(client.lines[0] ?? "")).toMatchObject({
      descriptor,
      vendorId: 0x1209,
      productId: 1,
      product: "Simulated headset",
    });
    stop.abort();
    expect(await ended).toBe(0);
  });

  it("says so when a descriptor has no telephone's keys", async () => {
    const ended = start(undefined, { descriptor: "050c0901a101c0" });
    await address();
    expect(errors[0]).toBe(
      "this descriptor has no telephone's keys: the daemon will not take such a headset",
    );
    stop.abort();
    expect(await ended).toBe(0);
  });

  it("says which word nobody knows, and goes on", async () => {
    const ended = start("jabra-evolve-link");
    await address();
    stdin.write("mut\nsomersault\nwait x\nbabble 2000\n");
    stdin.write(`${"y".repeat(3_000)}\n`);
    await settled(() => errors.length === 5);
    expect(errors[0]).toBe("a headset does not know 'mut': did you mean 'mute'?");
    expect(errors[1]).toContain("the words are answer, hangup");
    expect(errors.slice(2, 4).join()).toContain("no whole number");
    stdin.write("quit\n");
    expect(await ended).toBe(0);
  });

  it("explains its words", async () => {
    const ended = start("jabra-evolve-link");
    await address();
    stdin.write("help\nquit\n");
    expect(await ended).toBe(0);
    expect(errors).toContain("hangup   press hangup");
    expect(errors).toContain("unplug   pull the plug");
  });

  it.each([
    "key Key5",
    "away",
    "back",
    "arm",
    "arm down",
    "resume",
    "silent",
    "silent off",
    "double",
    "bounce",
    "lose",
    "slow 5",
    "foreign Ring",
    "replug",
  ])("knows %s", async (word) => {
    const ended = start("jabra-evolve-link");
    await address();
    stdin.write(`${word}\nquit\n`);
    expect(await ended).toBe(0);
    expect(errors).toEqual([]);
  });

  it("asks where it hangs, which headset it is, and for a script that is there", async () => {
    expect(
      await simHeadsetCommand(
        "x",
        { json: false },
        { write: () => undefined, writeError: (text) => errors.push(text) },
        { stdin, signal: stop.signal, random: () => 0 },
      ),
    ).toBe(2);
    expect(errors.join()).toContain("--tcp HOST:PORT or --uhid");
    await expect(start("jabra-evolve-lnk")).rejects.toMatchObject({
      advice: "did you mean 'jabra-evolve-link'?",
    });
    await expect(start("commodore")).rejects.toMatchObject({
      advice: expect.stringContaining("epos-impact-d"),
    });
    await expect(start(undefined, { descriptor: " " })).rejects.toMatchObject({ code: "SIM_HEADSET" });
    await expect(start(undefined)).rejects.toMatchObject({ code: "SIM_HEADSET" });
    await expect(start("jabra-link-380", { descriptor: "05" })).rejects.toMatchObject({
      code: "SIM_HEADSET",
    });
    await expect(start("jabra-link-380", { script: join(folder, "none") })).rejects.toMatchObject({
      code: "SIM_HEADSET_SCRIPT",
    });
  });
});
