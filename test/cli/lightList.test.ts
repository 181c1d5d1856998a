import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lightListCommand } from "../../src/cli/lightList.ts";
import { FakeHidWorld } from "../adapters/hid/fakeHidWorld.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

let world: FakeHidWorld;
beforeEach(() => {
  world = new FakeHidWorld();
});
afterEach(() => world.remove());

async function list(json = false): Promise<string> {
  const { terminal, written } = recordingTerminal();
  expect(await lightListCommand({ json }, terminal, world)).toBe(0);
  return written();
}

const flag = { ids: "0003:000004D8:0000F372", name: "LUXAFOR FLAG" };

describe("bandeau light list", () => {
  it("lists all models by the way they are reached", async () => {
    const out = await list();
    expect(out).toContain("no USB light found");
    expect(out).toMatch(
      /USB lights, by usb:\n {2}blink1-mk1 +ThingM blink\(1\) mk1; one lamp: every colour\n/,
    );
    expect(out).toMatch(/on GPIO lines, by gpio:\n/);
    expect(out).toMatch(/gpio-relays-3-buzzer .*red, amber, green; buzzer; relays\n/);
  });

  it("says of a light that is plugged in what a site writes for it, the surest first", async () => {
    world.plug("hidraw0", { ...flag, uniq: "77", phys: "usb-0000:01:00.0-1.3/input0" });
    world.plug("hidraw1", { name: "a keyboard" });
    const out = await list();
    expect(out).toContain(`${join(world.dev, "hidraw0")}  LUXAFOR FLAG (04d8:f372)\n  model: luxafor-flag\n`);
    expect(out).toContain('  usb: { serial: "77" }\n');
    expect(out).toContain('whatever is plugged in: { usbPort: "usb-0000:01:00.0-1.3" }\n');
    expect(out).not.toContain("keyboard");
  });

  it("tells two of a kind apart by their sockets, and says where nothing does", async () => {
    world.plug("hidraw0", { ...flag, phys: "usb-0000:01:00.0-1.3/input0" });
    world.plug("hidraw1", { ids: "0003:000004D8:0000F372", name: "LUXAFOR ORB" });
    const out = await list();
    expect(out).toContain('  usb: { usbPort: "usb-0000:01:00.0-1.3" }\n');
    expect(out).toContain("model: luxafor-orb\n  nothing tells it from another one of its kind");
  });

  it("says which rule is missing where it may not be opened", async () => {
    world.plug("hidraw0", flag);
    world.permit("hidraw0", 0);
    const { lights, models } = JSON.parse(await list(true));
    expect(lights[0]).toMatchObject({ models: ["luxafor-flag"], mayOpen: false });
    expect(lights[0].advice).toContain("60-bandeau.rules");
    expect(models.map(({ id }: { id: string }) => id)).toContain("luxafor-flag");
    expect(models[0]).toMatchObject({ wire: expect.any(String), lamps: expect.any(Array) });
  });
});
