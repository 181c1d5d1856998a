import { connect, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedBroker } from "../../src/adapters/aedes/embeddedBroker.ts";
import { MqttBroker } from "../../src/adapters/mqtt/mqttBroker.ts";
import { openHidTcp } from "../../src/adapters/tcp/openHidTcp.ts";
import { type SimLightOptions, simLightCommand } from "../../src/cli/simLight.ts";
import { hidLimits } from "../../src/ports/hidLimits.ts";
import { openTimers } from "../../src/shared/time.ts";
import { lightDescriptor } from "../../src/simulated/lightDescriptor.ts";
import { eventually } from "../contract/serialLinkContract.ts";
import { shippedLight } from "../drivers/light/lightBench.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const plainBroker = () =>
  new MqttBroker({ protocol: "auto", keepAliveSeconds: 20, login: null, tls: null, connectLimitMs: 5_000 });

describe("bandeau sim light", () => {
  let stdin = new PassThrough();
  let stop = new AbortController();
  const ends: (() => unknown)[] = [];

  beforeEach(() => {
    stdin = new PassThrough();
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    stdin.end();
    for (const end of ends.splice(0).reverse()) await end();
    expect(openTimers()).toBe(0);
  });

  /** Starts the command; the rest is told by what it wrote. */
  function begin(model: string, options: Partial<SimLightOptions>, settings = {}) {
    const { terminal, written, errors } = recordingTerminal();
    const { broker: url } = options;
    const world = {
      broker: url === undefined ? null : plainBroker(),
      stdin,
      signal: stop.signal,
      random: () => 0.5,
    };
    const ended = simLightCommand(
      shippedLight(model, settings),
      { json: false, ...options },
      terminal,
      world,
    );
    ends.push(() => ended);
    return { written, errors, ended };
  }

  async function listening(model: string, options: Partial<SimLightOptions> = {}) {
    const run = begin(model, { tcp: "0", ...options });
    await eventually(() => run.written().includes("\n"));
    return { ...run, address: /127\.0\.0\.1:\d+/.exec(run.written())?.[0] ?? "" };
  }

  async function socketTo(address: string): Promise<Socket> {
    const [host = "", port] = address.split(":");
    const socket = connect({ host, port: Number(port) });
    ends.push(() => socket.destroy());
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.on("error", reject);
    });
    return socket;
  }

  const seen = (text: string): string[] =>
    text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.replace(/^\S+ /, ""));

  it.each([
    ["muteme-original", {}, "either --tcp HOST:PORT or --uhid"],
    ["muteme-original", { tty: "/dev/null" }, "either --tcp HOST:PORT or --uhid"],
    ["wled-strip", { tcp: "0" }, "--broker URL"],
    ["adafruit-tower", { tcp: "0", tty: "/dev/null" }, "either --tty PATH or --tcp HOST:PORT"],
    ["gpio-tower-3", { tcp: "0" }, "gpio.backend: simulated"],
  ])("asks where %s hangs, told %j", async (model, options, why) => {
    const { ended, errors } = begin(model, options);
    expect(await ended).toBe(2);
    expect(errors()).toContain(why);
  });

  it("tells a serial light's changes at a TCP port, and leaves when it is asked to", async () => {
    const { address, written, ended } = await listening("adafruit-tower");
    const socket = await socketTo(address);
    socket.write(Buffer.from("1118", "hex"));
    await eventually(() => written().includes("buzzer"));
    socket.write(Buffer.from("2128", "hex"));
    await eventually(() => seen(written()).at(-1) === "off, off, off");
    expect(seen(written()).at(0)).toBe("off, off, off");
    stdin.write("quit\n");
    expect(await ended).toBe(0);
  });

  it("is gone from its port while its plug is out, and dark when it is back", async () => {
    const { address, written } = await listening("adafruit-tower", { json: true });
    const socket = await socketTo(address);
    socket.write(Buffer.from("11", "hex"));
    await eventually(() => written().includes('["red","off","off"]'));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    stdin.write("unplug\nunplug\n");
    await closed;
    await eventually(() => written().trim().split("\n").length === 4);
    stdin.write("replug\nwait 1\n");
    const again = await eventuallyConnected(address);
    again.write(Buffer.from("14", "hex"));
    await eventually(() => written().includes('["off","off","green"]'));
  });

  async function eventuallyConnected(address: string): Promise<Socket> {
    for (let attempt = 0; attempt < 50; attempt++) {
      const socket = await socketTo(address).catch(() => null);
      if (socket !== null) return socket;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error("nobody listens");
  }

  it("takes nothing while it is deaf, answers nothing while it is silent, and babbles", async () => {
    const { address, written, errors } = await listening("patlite-phn");
    const socket = await socketTo(address);
    const heard: string[] = [];
    socket.on("data", (bytes) => heard.push(bytes.toString("latin1")));
    socket.write(Buffer.from("5701", "hex"));
    await eventually(() => heard.join("") === "ACK");
    stdin.write("silent\n");
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(Buffer.from("5702", "hex"));
    await eventually(() => seen(written()).length === 3);
    stdin.write("deaf\n");
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(Buffer.from("5700", "hex"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    stdin.write("silent off\ndeaf off\nbabble 2\nbabble x\npress\n");
    await eventually(() => errors().includes("this light has no button"));
    expect(heard.join("").startsWith("ACK")).toBe(true);
    await eventually(() => heard.join("").length === 3 + 2 * 9);
    expect(errors()).toContain("'x' is no whole number");
    expect(seen(written())).toHaveLength(3);
    stdin.write("forget\n");
    await eventually(() => seen(written()).length === 4);
  });

  it("is a USB light at a TCP port, with its button", async () => {
    const { address, written } = await listening("muteme-original", { serial: "7" });
    const link = await openHidTcp(`tcp://${address}`, hidLimits)(stop.signal);
    ends.push(() => link.close());
    const reports: string[] = [];
    link.reports$.subscribe((report) => reports.push(Buffer.from(report).toString("hex")));
    await link.write(Uint8Array.of(0, 1));
    await eventually(() => seen(written()).at(-1) === "red");
    stdin.write("press\nrelease\n");
    await eventually(() => reports.length === 4);
    stdin.write("babble 1\n");
    await eventually(() => reports.length === 5);
    stdin.write("unplug\n");
    expect((await link.lost).message).toContain("127.0.0.1");
    stdin.write("replug\n");
    await eventually(() => seen(written()).at(-1) === "off");
  });

  it("takes feature reports, and tells that it is broken by a command that nobody may send", async () => {
    const { address, written } = await listening("blink1-mk2");
    const link = await openHidTcp(`tcp://${address}`, hidLimits)(stop.signal);
    ends.push(() => link.close());
    await link.sendFeature(Uint8Array.from([1, 0x6e, 255, 0, 0, 0, 0, 0]));
    await eventually(() => seen(written()).at(-1) === "red, red");
    await expect(link.readFeature(1, 8)).rejects.toThrow();
    await link.sendFeature(Uint8Array.from([1, 0x47, 0, 0, 0, 0, 0, 0]));
    await eventually(() => written().includes("broken for good: "));
  });

  it("is on the bus, says so, obeys, and comes back when its plug was out", async () => {
    const broker = await startEmbeddedBroker({ port: 0, admit: () => null });
    ends.push(() => broker.close());
    const told: string[] = [];
    const watcher = await plainBroker().connect({
      url: broker.url,
      clientId: "watcher",
      will: null,
      signal: stop.signal,
      onMessage: ({ topic, payload }) => told.push(`${topic} ${Buffer.from(payload).toString()}`),
    });
    ends.push(() => watcher.close());
    await watcher.subscribe(["wled/hall/#"]);
    const { written, ended } = begin("wled-strip", { broker: broker.url }, { topic: "wled/hall" });
    await eventually(() => told.includes("wled/hall/status online"));
    const send = (payload: string) =>
      watcher.publish({
        topic: "wled/hall/api",
        payload,
        qos: 0,
        retain: false,
        expirySeconds: null,
        correlation: null,
      });
    await send('{"on":true,"bri":255,"seg":{"col":[[255,0,0]]}}');
    await eventually(() => seen(written()).at(-1) === "red");
    await eventually(() => told.includes("wled/hall/g 255"));
    stdin.write("unplug\n");
    await eventually(() => told.includes("wled/hall/status offline"));
    stdin.write("replug\n");
    await eventually(() => told.filter((line) => line === "wled/hall/status online").length === 2);
    stdin.write("babble 1\n");
    await eventually(() => told.at(-1)?.includes("\u0080") === true);
    stdin.write("quit\n");
    expect(await ended).toBe(0);
    expect(told.at(-1)).toBe("wled/hall/status offline");
  });

  it("says why it cannot hang where it was told to", async () => {
    const bus = begin("wled-strip", { broker: "mqtt://127.0.0.1:1" });
    expect(await bus.ended).toBe(1);
    expect(bus.errors()).toContain("127.0.0.1:1");
    const tty = begin("adafruit-tower", { tty: "/dev/no-such-line" });
    expect(await tty.ended).toBe(1);
    expect(tty.errors()).toContain("/dev/no-such-line");
    const late = new AbortController();
    late.abort();
    const { terminal } = recordingTerminal();
    const world = { broker: null, stdin, signal: late.signal, random: () => 0 };
    const options = { tty: "/dev/no-such-line", json: false };
    expect(await simLightCommand(shippedLight("adafruit-tower"), options, terminal, world)).toBe(0);
  });
});

describe("a light's report descriptor", () => {
  const hex = (model: string): string =>
    Buffer.from(lightDescriptor(shippedLight(model)).descriptor).toString("hex");

  it("has its reports on the vendor's page: one of eight bytes without a number", () => {
    expect(hex("embrava-blynclight")).toBe("0600ff0901a101150026ff0075089608000902" + "9102c0");
    expect(lightDescriptor(shippedLight("embrava-blynclight")).isNumbered).toBe(false);
  });

  it("has numbers where its reports have them", () => {
    expect(hex("blink1-mk2")).toContain("8501150026ff00750896");
    expect(lightDescriptor(shippedLight("blink1-mk2")).isNumbered).toBe(true);
  });

  it("has none for a light that hangs elsewhere", () => {
    expect(hex("wled-strip")).toBe("0600ff0901a101c0");
  });
});
