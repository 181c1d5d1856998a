import { describe, expect, it } from "vitest";
import { type DemoLight, drawLights, lightsNow } from "../../src/cli/demoLights.ts";
import { demoScreen } from "../../src/cli/demoScreen.ts";
import { darkLook, lightColours, type Rgb } from "../../src/domain/light.ts";
import { paintLight } from "../app/paintLight.ts";

const black = darkLook(1).lamps.map(({ rgb }) => rgb);
const words = () => ({ agent: "on a call", headset: "muted" });
const tower = (burning: readonly Rgb[]): DemoLight => ({
  id: "tower",
  model: paintLight().model,
  seat: null,
  burning: () => burning,
});
const desk: DemoLight = { ...tower([lightColours.red]), id: "lamp", seat: "sales-1" };

describe("the lights of the demo", () => {
  it("stand side by side, a tower lamp under lamp, a seat's with what agent and headset do", () => {
    const lines = drawLights([tower([lightColours.red, ...black]), desk], words, false);
    expect(lines.map((line) => line.trimEnd())).toEqual([
      "tower              sales-1",
      "red    top         red",
      "off    bottom      on a call",
      "                   muted",
    ]);
  });

  it("are drawn in their colours, dark ones without, and fit a terminal of 80 columns", () => {
    const lights = [tower([lightColours.red, ...black]), desk, desk, desk, desk];
    const lines = drawLights(lights, words, true);
    expect(lines[1]).toContain("\u001b[38;2;255;0;0m██████\u001b[0m");
    expect(lines[2]).toContain("░░░░░░ bottom");
    const escapes = /\u001b\[[0-9;]*m/g;
    for (const line of lines) expect(line.replaceAll(escapes, "")).toHaveLength(76);
    expect(drawLights([], words, true)).toEqual([]);
  });

  it("are another thing when a lamp or a seat is", () => {
    const now = lightsNow([desk], words);
    expect(lightsNow([desk], words)).toBe(now);
    expect(lightsNow([desk], () => ({ agent: "ready", headset: "on hook" }))).not.toBe(now);
    expect(lightsNow([{ ...desk, burning: () => black }], words)).not.toBe(now);
  });

  it("are a line for each change where nobody draws, or a JSON line", () => {
    const written: string[] = [];
    const terminal = {
      write: (text: string) => void written.push(text),
      writeError: () => undefined,
      isTerminal: false,
      columns: 80,
      environment: {},
      onSignal: () => () => undefined,
    };
    demoScreen(terminal, false, words).lightChanged("tower", ["red fast", "off"], 0);
    expect(written.pop()).toMatch(/^\d\d:\d\d:\d\d tower {4}\|red fast\|off\|\n$/);
    const json = demoScreen(terminal, true, words);
    json.addLight(desk);
    json.lightChanged("tower", ["off"], 0);
    expect(written.map((line) => JSON.parse(line))).toEqual([
      { at: "1970-01-01T00:00:00.000Z", light: "tower", lamps: ["off"] },
    ]);
  });

  it("flash on the screen, beside the displays", () => {
    const written: string[] = [];
    let burning: readonly Rgb[] = black;
    const screen = demoScreen(
      {
        write: (text: string) => void written.push(text),
        writeError: () => undefined,
        isTerminal: true,
        columns: 80,
        environment: {},
        onSignal: () => () => undefined,
      },
      false,
      words,
    );
    screen.addLight({ ...desk, burning: () => burning });
    screen.open();
    screen.look(1_000);
    screen.lightChanged("lamp", ["red"], 1_000);
    burning = [lightColours.red];
    screen.look(1_100);
    const painted = written.length;
    screen.look(1_200);
    expect(written).toHaveLength(painted);
    expect(written[painted - 1]).toContain("██████");
    screen.close();
  });
});
