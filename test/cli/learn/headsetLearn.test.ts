import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { headsetLearnCommand } from "../../../src/cli/headsetLearn.ts";
import { checkHeadset } from "../../../src/drivers/headset/checkHeadset.ts";
import { type HeadsetFile, headsetFileSchema } from "../../../src/drivers/headset/quirks.ts";
import { after, openTimers } from "../../../src/shared/time.ts";
import type { HeadsetKey } from "../../../src/simulated/headset/body.ts";
import type { HeadsetConduct } from "../../../src/simulated/headset/conduct.ts";
import type { HeadsetTwin } from "../../../src/simulated/headsetTwin.ts";
import { describedTwin } from "../../simulated/headset/described.ts";

const person: readonly (readonly [RegExp, HeadsetKey])[] = [
  [/^Press the mute key( again)?\.\n$/, "mute"],
  [/^Hang up with the headset\.\n$/, "hangup"],
  [/^It rings: answer with the headset\.\n$/, "answer"],
  [/^It rings again: .*or wait\.\n$/, "reject"],
];

describe("bandeau headset learn", () => {
  let folder = "";
  let out: string[] = [];
  let stop = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "learn-"));
    out = [];
    stop = new AbortController();
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
  });
  afterEach(async () => {
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
    await rm(folder, { recursive: true });
  });

  /** A session with a person who does what is asked, unless `lazy`. */
  async function learn(
    twin: HeadsetTwin,
    { lazy = false, onAsk = () => undefined }: { lazy?: boolean; onAsk?: (text: string) => void } = {},
  ): Promise<number> {
    const terminal = {
      write: (text: string): void => {
        out.push(text.trimEnd());
        onAsk(text);
        const [, key] = person.find(([asked]) => asked.test(text)) ?? [];
        if (key !== undefined && !lazy) after(1_000, () => twin.press(key));
      },
    };
    const info = { ...twin.info, path: "/dev/hidraw0", physicalPath: null };
    const open = async () => ({ info, link: twin.connect() });
    const options = { out: join(folder, "draft.yaml"), patience: 15 };
    let isOver = false;
    const session = headsetLearnCommand(options, terminal, {
      open,
      families: async () => [],
      signal: stop.signal,
    }).finally(() => {
      isOver = true;
    });
    session.catch(() => undefined);
    while (!isOver) {
      await vi.advanceTimersByTimeAsync(50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    // A person who was on the way to a key still presses it.
    await vi.advanceTimersByTimeAsync(5_000);
    return await session;
  }

  const draft = async (): Promise<HeadsetFile> =>
    headsetFileSchema.parse(parse(await readFile(join(folder, "draft.yaml"), "utf8")));

  it.each<[string, Partial<HeadsetConduct>, Partial<HeadsetFile["quirks"]>]>([
    ["jabra-evolve-link", {}, { rejects: ["button"], ackHook: true, mute: "declared" }],
    ["poly-blackwire-3220", {}, { rejects: ["hook0"], ackHook: true, mute: "declared" }],
    ["poly-voyager-base-cd", { reject: "pulse" }, { rejects: ["pulse"] }],
    ["epos-impact-dw", { reject: "drop" }, { rejects: ["drop"] }],
    ["dell-sp325", { answersHook: false }, { ackHook: false }],
    ["anker-powerconf", { reject: "none", answerMs: 600 }, { rejects: ["button", "drop"], ackMs: 1_200 }],
  ])("drafts a file for %s whose own sample holds", async (name, conduct, quirks) => {
    expect(await learn(describedTwin(name, conduct))).toBe(0);
    const file = await draft();
    expect(file.quirks).toMatchObject(quirks);
    expect(checkHeadset(file).flat()).toEqual([]);
    const acts = file.samples.flatMap(({ steps }) => steps.flatMap((step) => step.acts));
    const meant = acts.filter((act) => !act.startsWith("line"));
    const refused = conduct.reject === "none" ? [] : ["reject"];
    const hungUp = conduct.answersHook === false ? [] : ["onHook"];
    expect(meant).toEqual(["muted", "unmuted", ...hungUp, "offHook", ...refused]);
    expect(out.at(-1)).toBe(`written: ${join(folder, "draft.yaml")}`);
  });

  it("names the device, and says what was seen in comments", async () => {
    await learn(describedTwin("jabra-evolve-link"));
    const text = await readFile(join(folder, "draft.yaml"), "utf8");
    expect(text).toContain("# A call begins; do not touch the headset. its hook answers after 20 ms\n");
    expect(await draft()).toMatchObject({
      id: "jabra-evolve-link-ms",
      name: "Jabra EVOLVE LINK MS",
      match: { vendorId: "0b0e", productIds: ["0307"] },
    });
  });

  it("says what did not come, from a person who does nothing", async () => {
    await learn(describedTwin("jabra-evolve-link"), { lazy: true });
    const text = await readFile(join(folder, "draft.yaml"), "utf8");
    expect(text).toContain("# Hang up with the headset. nothing came; not understood as onHook");
    expect(checkHeadset(await draft()).flat()).toEqual([]);
  });

  it("ends without a file at Ctrl-C, when the headset is pulled out, and where there is nothing to learn", async () => {
    expect(await learn(describedTwin("jabra-evolve-link"), { onAsk: () => stop.abort() })).toBe(1);
    stop = new AbortController();
    const twin = describedTwin("jabra-evolve-link");
    const pull = (text: string): void => {
      if (text.startsWith("Hang up")) twin.unplug();
    };
    await expect(learn(twin, { onAsk: pull })).rejects.toMatchObject({ code: "HID_GONE" });
    await expect(learn(describedTwin("logitech-mx-brio"))).rejects.toMatchObject({ code: "HEADSET_NO_TALK" });
    await expect(readFile(join(folder, "draft.yaml"))).rejects.toThrow("ENOENT");
  });

  it("writes over nothing", async () => {
    await writeFile(join(folder, "draft.yaml"), "mine");
    await expect(learn(describedTwin("jabra-evolve-link"))).rejects.toMatchObject({ code: "HEADSET_OUT" });
    expect(await readFile(join(folder, "draft.yaml"), "utf8")).toBe("mine");
  });
});
