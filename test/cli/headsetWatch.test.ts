import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shippedHeadsets } from "../../src/cli/headsetModels.ts";
import { type HeadsetPort, openNamedHeadset } from "../../src/cli/headsetPort.ts";
import { headsetWatchCommand } from "../../src/cli/headsetWatch.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { HidDeviceInfo } from "../../src/ports/hid.ts";
import { openTimers } from "../../src/shared/time.ts";
import type { HeadsetTwin } from "../../src/simulated/headsetTwin.ts";
import { describedTwin } from "../simulated/headset/described.ts";
import { settled } from "../simulated/headset/settled.ts";

describe("bandeau headset watch", () => {
  let out: string[] = [];
  let errors: string[] = [];
  let stdin = new PassThrough();
  let stop = new AbortController();

  beforeEach(() => {
    out = [];
    errors = [];
    stdin = new PassThrough();
    stop = new AbortController();
  });
  afterEach(async () => {
    stdin.end();
    await settled(() => openTimers() === 0);
  });

  const start = (twin: HeadsetTwin, options: { answer?: boolean; json?: boolean } = {}): Promise<number> => {
    const info: HidDeviceInfo = { ...twin.info, path: "/dev/hidraw0", physicalPath: null };
    return headsetWatchCommand(
      { answer: false, json: false, ...options },
      {
        write: (text) => out.push(text.trimEnd()),
        writeError: (text) => errors.push(text.trimEnd()),
      },
      {
        open: async () => ({ info, link: twin.connect() }),
        families: shippedHeadsets,
        stdin,
        signal: stop.signal,
      },
    );
  };

  it("tells what is heard and writes nothing", async () => {
    const twin = describedTwin("jabra-evolve-link", { unconfirmedMs: 20 });
    const ended = start(twin);
    await settled(() => out.length === 1);
    twin.press("answer");
    twin.babble(Uint8Array.of(9));
    await settled(() => out.length === 5);
    expect(out).toEqual([
      "Jabra EVOLVE LINK MS, as jabra; call control: full",
      "heard  02 01 00  HookSwitch=1",
      "heard  09  nothing new",
      expect.stringMatching(/^note {3}input report 9 is not in the descriptor, which has 2, 4/),
      "heard  02 00 00  HookSwitch=0",
    ]);
    stop.abort();
    expect(await ended).toBe(0);
    expect(twin.lit.size).toBe(0);
  });

  it("answers as the daemon does, and makes calls that somebody types", async () => {
    const twin = describedTwin("jabra-evolve-link", { answerMs: 1, pressMs: 1 });
    const ended = start(twin, { answer: true });
    await settled(() => out.length === 2);
    stdin.write("ring\n\nsing\n");
    await settled(() => twin.lit.has("Ring"));
    stdin.write("silence\n");
    await settled(() => !twin.lit.has("Ring"));
    stdin.write("call\n");
    await settled(() => twin.offHook);
    stdin.write("mute\n");
    await settled(() => twin.muted);
    stdin.write("hold\n");
    await settled(() => twin.lit.has("Hold"));
    stdin.write("resume\nunmute\n");
    await settled(() => !twin.muted);
    stdin.write("end\n");
    await settled(() => !twin.offHook);
    expect(out).toContain("wrote  02 13 00  OffHook Mute Microphone");
    expect(out).toContain(
      "note   nobody knows 'sing'; the words are ring, silence, call, end, mute, unmute, hold, resume",
    );
    expect(out.filter((line) => line.startsWith("means") && !line.includes("line"))).toEqual([]);
    stop.abort();
    expect(await ended).toBe(0);
  });

  it("has a Jabra that speaks on its maker's pages speak as a telephone, when it answers it", async () => {
    const twin = describedTwin("jabra-link-380", { gnModeReport: 4, answerMs: 1, pressMs: 1 });
    const ended = start(twin, { answer: true });
    await settled(() => out.length === 2);
    stdin.write("call\n");
    await settled(() => out.some((line) => line.startsWith("heard  02 01")));
    twin.faults.writeFails = new Fault("HID_BROKEN", "it fails", "plug it in again");
    stdin.write("call\n");
    await settled(() => out.includes("note   it fails: plug it in again"));
    expect(await ended).toBe(1);
  });

  it("tells what a person did, and leaves the headset dark when it ends", async () => {
    const twin = describedTwin("jabra-evolve-link", { answerMs: 1, pressMs: 1 });
    const ended = start(twin, { answer: true, json: true });
    await settled(() => out.length === 2);
    // What comes sooner was there before anybody listened.
    await new Promise((resolve) => setTimeout(resolve, 600));
    twin.press("answer");
    await settled(() => out.includes('{"act":"lineBusy"}'));
    twin.press("mute");
    await settled(() => twin.muted);
    expect(out.map((line): unknown => JSON.parse(line)).slice(2)).toEqual(
      expect.arrayContaining([
        { heard: "020100", events: ["HookSwitch=1"] },
        { wrote: "020100", lit: ["OffHook"] },
        { act: "offHook" },
        { act: "muted" },
      ]),
    );
    stop.abort();
    expect(await ended).toBe(0);
    await settled(() => twin.lit.size === 0);
  });

  it("says that it was pulled out, and ends", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const ended = start(twin, { answer: true });
    await settled(() => out.length === 2);
    twin.unplug();
    expect(await ended).toBe(1);
    expect(errors.join()).toContain("Jabra EVOLVE LINK MS is not there any more");
  });

  it("refuses a device that has no keys of a telephone", async () => {
    await expect(start(describedTwin("logitech-h540"))).rejects.toMatchObject({ code: "HEADSET_NO_KEYS" });
  });

  it.each<[HeadsetPort, string]>([
    [{ device: "/dev/hidraw0", port: "tcp://127.0.0.1:1" }, "HEADSET_PORT"],
    [{ device: "/dev/ttyUSB0" }, "HID_NAME"],
    [{ port: "tcp://127.0.0.1:1" }, "LINE_REFUSED"],
  ])("says what is wrong with %j", async (port, code) => {
    await expect(openNamedHeadset(port, stop.signal)).rejects.toMatchObject({ code });
  });
});
