import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { listenTcpLine, type TcpLineListener } from "../../src/adapters/tcp/listenTcpLine.ts";
import { bindTarget, findModel, shippedModels, targetOf } from "../../src/cli/displayModels.ts";
import { identityScenes, messageScenes, showOf, testScenes } from "../../src/cli/displayScenes.ts";
import { type DisplayToolOptions, displayToolCommand } from "../../src/cli/displayTools.ts";
import { SettledDisplay } from "../../src/compose/settledDisplay.ts";
import { linesOf } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { Fault } from "../../src/ports/fault.ts";
import { openTimers, wallMs } from "../../src/shared/time.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-display-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const models = await shippedModels();

async function bound(id: string): Promise<BoundDisplay> {
  return bindTarget(targetOf(await findModel(id, models)));
}

/** What somebody sees who stands before it, scene by scene. */
function seen(display: BoundDisplay, scenes: Parameters<typeof showOf>[1][]): string[] {
  const settled = new SettledDisplay(display, 1_000_000);
  return scenes.map((scene) => linesOf(settled.glassOf(showOf(display, scene))).join(" / "));
}

describe("what is shown on a display", () => {
  it("is a message in the middle, over as many screens as it needs", async () => {
    const display = await bound("alpha-4120c");
    const look = { colour: "red", blink: false } as const;
    const { scenes, dropped } = messageScenes(
      display,
      "ATELIER 日 le pont ferme à midi précis, pensez-y tous",
      look,
    );
    expect(seen(display, [...scenes])).toEqual([
      "  ATELIER le pont / ferme à midi précis,",
      "   pensez-y tous / ",
    ]);
    expect(dropped).toEqual(["日"]);
  });

  it("is each colour, each row and each letter for a test", async () => {
    const display = await bound("amplus-16x80");
    const scenes = testScenes(display);
    expect(scenes.map(({ title }) => title).slice(0, 5)).toEqual(
      [...display.model.colours.map((colour) => `all ${colour}`), "rows 1 to 2 with their numbers"].slice(
        0,
        5,
      ),
    );
    const told = scenes.map(({ screen }) => screen.join(""));
    for (const letter of "AZaz09~é") expect(told.join("")).toContain(letter);
    expect(
      scenes.every(({ screen }) => screen.every((row) => [...row].length === display.model.columns)),
    ).toBe(true);
  });

  it("is digits where there are only digits", async () => {
    const display = await bound("modbus-dm36b06");
    expect(seen(display, testScenes(display))).toEqual(["888888", "111111", "012345", "  6789"]);
  });

  it("is the number in its id where there are only digits", async () => {
    const display = await bound("modbus-dm36b06");
    expect(identityScenes(display, "wall-12", "/dev/x").map(({ screen, blink }) => [screen, blink])).toEqual([
      [["    12"], true],
    ]);
    expect(identityScenes(display, "wall", "/dev/x").map(({ title }) => title)).toEqual(["888888"]);
  });

  it("is its id, its model and the end of its port, on one glass where there is room", async () => {
    const port = "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0";
    const small = await bound("alpha-220c");
    expect(seen(small, identityScenes(small, "wall", port)).map((line) => line.trim())).toEqual([
      "wall",
      "Adaptive Alpha 220C",
      "A50285BI-if00-port0",
    ]);
    const tall: BoundDisplay = { ...small, model: { ...small.model, rows: 4 } };
    expect(identityScenes(tall, "wall", "tcp://10.0.0.7:4001").map(({ title }) => title)).toEqual([
      "wall / Adaptive Alpha 220C / 10.0.0.7:4001",
    ]);
  });
});

describe("bandeau display", () => {
  const listeners: (TcpLineListener | Server)[] = [];
  afterEach(async () => {
    for (const listener of listeners.splice(0))
      await new Promise<void>(
        (done) => void Promise.resolve(listener.close(() => done())).then(() => done()),
      );
    expect(openTimers()).toBe(0);
  });

  /** A virtual sign of a model behind a TCP port. */
  async function signAt(id: string, answers = true) {
    const display = await bound(id);
    const sign = display.sign();
    const listener = await listenTcpLine("127.0.0.1:0", (bytes) => {
      const said = sign.feed(bytes, wallMs());
      return answers ? said : [];
    });
    listeners.push(listener);
    return {
      port: `tcp://${listener.address}`,
      lines: () => linesOf(sign.glass(wallMs())).map((line) => line.trim()),
    };
  }

  async function run(
    tool: Parameters<typeof displayToolCommand>[0],
    words: string[],
    options: Partial<DisplayToolOptions>,
    stop?: AbortSignal,
  ) {
    const { terminal, written, errors } = recordingTerminal();
    const stoppable = {
      ...terminal,
      onSignal: (_: string, end: () => void) => {
        stop?.addEventListener("abort", end);
        return () => stop?.removeEventListener("abort", end);
      },
    };
    const code = await displayToolCommand(tool, words, { seconds: 0.05, ...options }, stoppable).catch(
      (error: unknown) =>
        error instanceof Fault ? `${error.message}\n${error.advice}` : Promise.reject(error),
    );
    return { code, out: written(), errors: errors() };
  }

  it("brings one message to a sign that does not answer, and says to look", async () => {
    const sign = await signAt("alcatel-2x16");
    const told = await run("show", ["PAUSE", "CAFÉ"], {
      model: "alcatel-2x16",
      port: sign.port,
      colour: "red",
    });
    expect(told).toMatchObject({ code: 0, errors: "" });
    expect(told.out).toContain("it does not answer, so look at it");
    expect(sign.lines()).toEqual(["PAUSE CAFE", ""]);
  });

  it("says when a sign has taken it", async () => {
    const sign = await signAt("modbus-dm36b06");
    const told = await run("show", ["42"], { model: "modbus-dm36b06", port: sign.port });
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining("has taken it, and said so") });
    expect(sign.lines()).toEqual(["42"]);
    expect(await run("clear", [], { model: "modbus-dm36b06", port: sign.port })).toMatchObject({ code: 0 });
    expect(sign.lines()).toEqual([""]);
  });

  it("says when a sign that should answer is silent", async () => {
    const sign = await signAt("modbus-dm36b06", false);
    const told = await run("show", ["42"], { model: "modbus-dm36b06", port: sign.port });
    expect(told.code).toContain("modbus-dm36b06: ");
  }, 15_000);

  it("shows who it is, and tests itself, screen by screen", async () => {
    const sign = await signAt("modbus-dm56a04");
    const given = { model: "modbus-dm56a04", port: sign.port, seconds: 0.01 };
    expect((await run("test", [], given)).out.split("\n")).toEqual([
      "1/6  all red",
      "2/6  the row with its number",
      "3/6  0123",
      "4/6  4567",
      "5/6  89",
      "6/6  blank",
      expect.stringContaining("has taken it"),
      "",
    ]);
    expect((await run("identify", [], given)).code).toBe(0);
    expect(sign.lines()).toEqual(["5604"]);
  });

  it("tells what the display has not, before it sends anything", async () => {
    const sign = await signAt("alcatel-2x16");
    const given = { model: "alcatel-2x16", port: sign.port };
    expect((await run("show", ["A日B"], given)).errors).toBe("the display has no 日: left out\n");
    expect((await run("show", ["A"], { ...given, colour: "rde" })).code).toBe(
      "the display has no rde\ndid you mean 'red'?",
    );
  });

  it("stops when it is told to, and lets go of the line", async () => {
    const sign = await signAt("alcatel-2x16");
    const stop = new AbortController();
    const running = run("test", [], { model: "alcatel-2x16", port: sign.port, seconds: 30 }, stop.signal);
    while (sign.lines().join("") === "") await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await running).toMatchObject({ code: 1 });
  });

  it("finds a display in a site, and says which there are", async () => {
    const sign = await signAt("alcatel-2x16");
    const site = join(folder, "site.yaml");
    const page = { id: "one", lines: ["X"] };
    const display = (id: string, port: string) => ({ id, model: "alcatel-2x16", port, pages: [page] });
    const write = (...displays: object[]): void =>
      writeFileSync(
        site,
        JSON.stringify({
          version: 1,
          site: "here",
          node: "one",
          language: "fr",
          broker: { urls: ["mqtt://127.0.0.1"] },
          sources: { acd: { profile: "native", subscribe: ["a/b"] } },
          queues: { sales: { source: "acd", id: "1" } },
          displays,
        }),
      );
    write(display("wall", sign.port));
    const shown = await run("show", ["HI"], { config: site });
    expect([shown.code, shown.errors]).toEqual([0, ""]);
    expect(shown.out).toMatch(/^wall: everything was sent/);
    write(display("wall", sign.port), display("door", "simulated"));
    expect(await run("show", ["HI"], { config: site })).toMatchObject({
      code: 2,
      errors: "say which display with --display: wall, door\n",
    });
    expect((await run("show", ["HI"], { config: site, display: "dor" })).errors).toContain(
      "did you mean 'door'?",
    );
    expect((await run("show", ["HI"], { config: site, display: "door" })).code).toContain(
      "door is simulated",
    );
    write();
    expect(await run("show", ["HI"], { config: site })).toMatchObject({
      code: 78,
      errors: expect.stringContaining("displays"),
    });
  });

  it.each<[Partial<DisplayToolOptions>, number | string, string]>([
    [{ model: "alpha-4120c" }, 2, "--model and --port go together"],
    [{ model: "alpha-4120c", port: "simulated", config: "x" }, 2, "not both"],
    [{}, 2, "say which display"],
    [{ model: "alpha-4120", port: "/dev/ttyUSB0" }, "did you mean 'alpha-4120c'?", ""],
    [{ model: "alpha-4120c", port: "10.0.0.1:4001" }, "write tcp://10.0.0.1:4001", ""],
    [{ model: "alpha-4120c", port: "ttyUSB0" }, "is no port", ""],
    [{ model: "alpha-4120c", port: "/dev/nothing-here" }, "/dev/nothing-here is not there", ""],
    [{ model: "amplus-am04142", port: "/dev/x", probe: true }, "only Alpha signs", ""],
    [{ model: "alpha-4120c", port: "tcp://127.0.0.1:1", probe: true }, "cannot be changed from here", ""],
  ])("tells what is wrong with %j", async (options, code, errors) => {
    const told = await run("test", [], options);
    if (typeof code === "number") expect(told.code).toBe(code);
    else expect(told.code).toContain(code);
    expect(told.errors).toContain(errors);
  });

  it("names the daemon when somebody has the port, and the port when nobody answers", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const told = await run("show", ["A"], { model: "alcatel-2x16", port: `tcp://127.0.0.1:${port}` });
    expect(told.code).toContain("refuses the connection");
  });
});
