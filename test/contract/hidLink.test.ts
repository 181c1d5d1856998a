import { afterEach, describe, expect, it } from "vitest";
import { listenHidTcp } from "../../src/adapters/tcp/listenHidTcp.ts";
import { openHidTcp } from "../../src/adapters/tcp/openHidTcp.ts";
import type { HidLink } from "../../src/ports/hid.ts";
import { hidLimits } from "../../src/ports/hidLimits.ts";
import { openTimers } from "../../src/shared/time.ts";
import type { HeadsetTwin } from "../../src/simulated/headsetTwin.ts";
import { HidBus } from "../../src/simulated/hidBus.ts";
import { describedTwin } from "../simulated/headset/described.ts";
import { settled } from "../simulated/headset/settled.ts";

interface Way {
  readonly open: () => Promise<HidLink>;
  readonly end: () => Promise<void>;
}

const never = new AbortController().signal;

/** The ways to a headset that need no hardware; each must behave as a hidraw device does. */
const ways: Record<string, (twin: HeadsetTwin) => Promise<Way>> = {
  "in the same program": async (twin) => {
    const bus = new HidBus();
    bus.plug(twin, "usb-1");
    const open = async (): Promise<HidLink> => {
      const [info] = await bus.list();
      if (info === undefined) throw new Error("nothing is listed");
      return await bus.open(info, never);
    };
    return { open, end: async () => bus.unplug(twin) };
  },
  "at a TCP port": async (twin) => {
    const listener = await listenHidTcp("127.0.0.1:0", twin);
    const open = openHidTcp(`tcp://${listener.address}`, hidLimits);
    return { open: () => open(never), end: () => listener.close() };
  },
};

describe.each(Object.keys(ways))("a headset %s", (name) => {
  let way: Way | null = null;
  const opened = async (twin: HeadsetTwin): Promise<{ link: HidLink; heard: string[] }> => {
    way ??= (await ways[name]?.(twin)) ?? null;
    const link = await way?.open();
    if (link === undefined) throw new Error("no way there");
    const heard: string[] = [];
    link.reports$.subscribe((report) => heard.push(Buffer.from(report).toString("hex")));
    return { link, heard };
  };
  afterEach(async () => {
    await way?.end();
    way = null;
    await settled(() => openTimers() === 0);
  });

  it("hears every report whole and in order, and takes what is written", async () => {
    const twin = describedTwin("jabra-evolve-link", { pressMs: 1 });
    const { link, heard } = await opened(twin);
    twin.press("flash");
    twin.press("redial");
    await settled(() => heard.length === 4);
    expect(heard).toEqual(["020800", "021800", "021000", "020000"]);
    await link.write(Uint8Array.of(2, 4, 0));
    await link.write(Uint8Array.of(2, 5, 0));
    await settled(() => twin.lit.size === 2);
    expect(twin.lit).toEqual(new Set(["Ring", "OffHook"]));
    await link.close();
  });

  it("takes a feature report and gives it back, in its turn behind what was written before", async () => {
    const twin = describedTwin("jabra-link-380");
    const { link } = await opened(twin);
    expect(await link.readFeature(4, 64)).toEqual(Uint8Array.of(4, 0));
    const written = link.write(Uint8Array.of(2, 8, 0));
    await link.sendFeature(Uint8Array.of(4, 1));
    await written;
    expect(twin.lit).toEqual(new Set(["Ring"]));
    expect(await link.readFeature(4, 2)).toEqual(Uint8Array.of(4, 1));
    expect(await link.readFeature(4, 1)).toEqual(Uint8Array.of(4));
    await link.close();
  });

  it("refuses feature reports that it does not have, and lives on", async () => {
    const twin = describedTwin("poly-blackwire-3220");
    const { link } = await opened(twin);
    await expect(link.sendFeature(Uint8Array.of(77, 1))).rejects.toMatchObject({ code: "HID_REFUSED" });
    await expect(link.readFeature(77, 9)).rejects.toMatchObject({ code: "HID_REFUSED" });
    await link.write(Uint8Array.of(9, 0));
    await link.close();
    await expect(link.sendFeature(Uint8Array.of(77, 1))).rejects.toMatchObject({ code: "LINE_CLOSED" });
  });

  it("lets two programs in, and each hears everything", async () => {
    const twin = describedTwin("poly-blackwire-3220", { pressMs: 1 });
    const one = await opened(twin);
    const two = await opened(twin);
    twin.press("mute");
    await settled(() => one.heard.length === 2 && two.heard.length === 2);
    await one.link.close();
    await two.link.close();
  });

  it("is lost when it is pulled, completes, and takes nothing more", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { link } = await opened(twin);
    let isComplete = false;
    link.reports$.subscribe({
      complete: () => {
        isComplete = true;
      },
    });
    twin.unplug();
    expect((await link.lost).code).toBe("HID_GONE");
    expect(isComplete).toBe(true);
    await expect(link.write(Uint8Array.of(2, 0, 0))).rejects.toMatchObject({ code: "HID_GONE" });
    await link.close();
    await link.close();
  });

  it("gives the reason when it was closed by us", async () => {
    const { link } = await opened(describedTwin("jabra-evolve-link"));
    await link.close();
    expect((await link.lost).code).toBe("LINE_CLOSED");
    await expect(link.write(Uint8Array.of(2, 0, 0))).rejects.toMatchObject({ code: "LINE_CLOSED" });
  });
});
