import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { type PreviewOptions, previewCommand } from "../../src/cli/preview.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-lights-"));
afterAll(() => rmSync(folder, { recursive: true }));

const site = `
version: 1
site: demo
node: hall
timeZone: Europe/Paris
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { acd: { agents: true } }
queues: { sales: { id: "1" } }
agents: { keyFile: key }
seats: [{ id: island-1, agent: { extension: "4212" }, headset: {} }]
lights:
  - id: tower
    model: gpio-tower-3-buzzer
    gpio: { backend: simulated, lines: { red: 17, amber: 27, green: 22, buzzer: 23 } }
    rules:
      - { load: sales, above: 200, back: 180, colour: red, flash: fast, buzzerSeconds: 5 }
      - { load: sales, above: 100, lamp: amber, during: { from: "08:00", to: "18:00" } }
      - { noData: true, colour: red, flash: slow }
      - { colour: green }
    quiet: { from: "22:00", to: "06:00", off: true }
  - id: seat-light
    model: luxafor-flag
    seat: island-1
    usb: {}
`;

const figures = (waiting: number): string =>
  `sales: { observedAt: "2026-02-13T10:18:00+01:00", now: { waiting: ${waiting} }, agents: { ready: 1, onCall: 4 } }`;

async function preview(text: string, options: Partial<PreviewOptions> = {}) {
  writeFileSync(join(folder, "key"), "a".repeat(32), { mode: 0o600 });
  writeFileSync(join(folder, "site.yaml"), site);
  const { terminal, written, errors } = recordingTerminal(false);
  const code = await previewCommand(
    join(folder, "site.yaml"),
    { stats: "-", page: "all", stale: false, json: false, ...options },
    terminal,
    Readable.from([Buffer.from(text)]),
  );
  return { code, out: written(), errors: errors() };
}

describe("bandeau preview of lights", () => {
  it("shows every lamp, and which rule decides", async () => {
    const { code, out, errors } = await preview(figures(11), { seat: ["island-1=unreachable"] });
    expect([code, errors]).toEqual([0, ""]);
    expect(out).toBe(`tower, light Stack light on GPIO outputs, 3 lamps and buzzer
  red    red fast  rule 1: load of sales at 200 or more, until past 180
  amber  off
  green  off
  the buzzer sounds

seat-light, light Luxafor Flag
  all  yellow  seat notReady: seat island-1 is notReady or unreachable
`);
  });

  it("shows lamps with rules of their own, and dark ones", async () => {
    const { out } = await preview(figures(5));
    expect(out).toBe(`tower, light Stack light on GPIO outputs, 3 lamps and buzzer
  red    off
  amber  amber  rule 2: load of sales at 100 or more, from 08:00 to 18:00
  green  green  rule 4: always

seat-light, light Luxafor Flag
  all  off  no rule holds
`);
  });

  it("knows the hour, and what a silent ACD leaves", async () => {
    const night = await preview(figures(12), { at: "2026-02-13T23:00:00+01:00" });
    expect(night.out).toContain("  all  off  rule 3: no figures at all\n");
    const stale = await preview(figures(12), { stale: true });
    expect(stale.out).toContain("  red    red slow  rule 3: no figures at all\n");
  });

  it("tells the same as JSON", async () => {
    const { out } = await preview(figures(11), { json: true, seat: ["island-1=ready"] });
    const [tower, seat] = JSON.parse(out).lights;
    expect(tower).toMatchObject({ id: "tower", model: "gpio-tower-3-buzzer", buzzer: true });
    expect(tower.lamps).toEqual([
      {
        name: "red",
        shows: "red fast",
        rule: "rule 1",
        because: "load of sales at 200 or more, until past 180",
      },
      {
        name: "amber",
        shows: "off",
        rule: "rule 1",
        because: "load of sales at 200 or more, until past 180",
      },
      {
        name: "green",
        shows: "off",
        rule: "rule 1",
        because: "load of sales at 200 or more, until past 180",
      },
    ]);
    expect(seat.lamps[0]).toMatchObject({ rule: "seat ready", because: "seat island-1 is ready" });
  });

  it("says nothing of lights to somebody who asks for a page", async () => {
    const { code, errors } = await preview(figures(11), { page: "clock" });
    expect([code, errors]).toEqual([2, expect.stringContaining("there is no page or alarm 'clock'")]);
  });

  it.each([
    ["island-2=busy", "there is no seat 'island-2': did you mean 'island-1'?\n"],
    ["island-1=bussy", "a seat is not 'bussy': did you mean 'busy'?\n"],
    ["island-1", expect.stringContaining("a seat is not ''")],
  ])("refuses %s for a seat", async (seat, errors) => {
    expect(await preview(figures(1), { seat: [seat] })).toEqual({ code: 2, out: "", errors });
  });
});
