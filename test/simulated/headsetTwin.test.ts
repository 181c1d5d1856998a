import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { headsetTwin } from "../../src/compose/headsetTwins.ts";
import { decodeReport, restingState } from "../../src/drivers/headset/decodeReport.ts";
import { encodeLeds } from "../../src/drivers/headset/encodeLeds.ts";
import { readHeadset } from "../../src/drivers/headset/telephony.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { HidLink } from "../../src/ports/hid.ts";
import { openTimers } from "../../src/shared/time.ts";
import { headsetKeys } from "../../src/simulated/headset/body.ts";
import { describedHeadsets } from "../../src/simulated/headset/descriptors.ts";
import type { HeadsetTwin } from "../../src/simulated/headsetTwin.ts";
import { describedTwin } from "./headset/described.ts";

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

/** A program at a twin: what it heard, and a short way to write. */
function program(twin: HeadsetTwin): {
  link: HidLink;
  heard: string[];
  write: (...hex: string[]) => Promise<void>;
} {
  const link = twin.connect();
  const heard: string[] = [];
  link.reports$.subscribe((report) => heard.push(hexOf(report)));
  const write = async (...reports: string[]): Promise<void> => {
    for (const report of reports) await link.write(bytesOf(report));
  };
  return { link, heard, write };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

describe("a headset's hook", () => {
  it("answers the Off-Hook LED after a while, and then says that the line is busy", async () => {
    const { heard, write } = program(describedTwin("jabra-evolve-link"));
    await write("020100");
    expect(heard).toEqual([]);
    await pass(20);
    expect(heard).toEqual(["020100", "020300"]);
    await write("020000");
    await pass(20);
    expect(heard.slice(2)).toEqual(["020200", "020000"]);
  });

  it("answers each change of the LED in its turn, also those that come before the first answer", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    await write("020100");
    await pass(10);
    await write("020000");
    await pass(10);
    expect(heard).toEqual(["020100"]);
    await write("020100");
    await pass(10);
    expect(heard.slice(1)).toEqual(["020000"]);
    await pass(10);
    expect(heard.slice(2)).toEqual(["020100", "020300"]);
    expect(twin.offHook).toBe(true);
  });

  it("says nothing to a LED that follows a person's hook, as that is its answer", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    twin.press("answer");
    await write("020100");
    await pass(5_000);
    expect(heard).toEqual(["020100", "020300"]);
    twin.press("hangup");
    await write("020000");
    await pass(5_000);
    expect(heard.slice(2)).toEqual(["020200", "020000"]);
  });

  it("falls back when nobody confirms it, after two to two and a half seconds", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard } = program(twin);
    twin.press("answer");
    await pass(2_000);
    expect(heard).toEqual(["020100"]);
    await pass(500);
    expect(heard).toEqual(["020100", "020000"]);
  });

  it("takes a hang-up back that nobody confirms, even when something else is written meanwhile", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    twin.press("answer");
    await write("020100");
    await pass(100);
    twin.press("hangup");
    await write("020300");
    await pass(2_500);
    expect(heard.at(-1)).toBe("020300");
    expect(twin.offHook).toBe(true);
  });

  it("answers a LED that is written again when its first answer was lost", async () => {
    const twin = describedTwin("poly-blackwire-3220");
    const { heard, write } = program(twin);
    twin.faults.lostAnswers = 1;
    await write("1701");
    await pass(100);
    expect(heard).toEqual([]);
    await write("1701");
    await pass(100);
    expect(heard).toEqual(["0802"]);
  });

  it("says that it is down when it is out of range, and drops out of a call", async () => {
    const twin = describedTwin("jabra-link-380");
    const { heard, write } = program(twin);
    twin.walk(false);
    twin.press("answer");
    await write("020100");
    await pass(100);
    expect(heard).toEqual(["020000"]);
    twin.walk(true);
    await write("020100");
    await pass(100);
    expect(twin.offHook).toBe(true);
    twin.walk(false);
    await pass(100);
    expect(twin.offHook).toBe(false);
    expect(heard.at(-1)).toBe("020200");
  });

  it("drops once by itself where its maker does that, and only after an answer at the PC", async () => {
    const twin = describedTwin("jabra-evolve-link", { dropsAfterAnswer: true });
    const { heard, write } = program(twin);
    await write("020400", "020100");
    await pass(30);
    expect(heard).toEqual(["020100", "020300", "020200"]);
    await write("020100");
    await pass(30);
    expect(heard.at(-1)).toBe("020300");
    await write("020000");
    await pass(30);
    await write("020100");
    await pass(30);
    expect(twin.offHook).toBe(true);
  });

  it("bounces when its contact is bad", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    twin.faults.bouncing = true;
    twin.press("answer");
    await write("020100");
    await pass(10);
    expect(heard).toEqual(["020100", "020000"]);
    await pass(100);
    expect(heard.slice(2)).toEqual(["020100", "020300"]);
  });

  it("is a key where the descriptor says so, and each press is 1 and then 0", async () => {
    const twin = describedTwin("jabra-evolve-link", { hookIsKey: true });
    const { heard, write } = program(twin);
    twin.press("answer");
    await pass(20);
    expect(heard).toEqual(["020100", "020000"]);
    await write("020100");
    await pass(3_000);
    twin.press("hangup");
    await pass(3_000);
    expect(heard.slice(2)).toEqual(["020200", "020300", "020200"]);
    expect(twin.offHook).toBe(false);
    await write("020000");
    await pass(30);
    expect(heard.at(-1)).toBe("020000");
  });
});

describe("a headset's refusal of a ringing call", () => {
  it("is a button of a Jabra", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard } = program(twin);
    twin.press("reject");
    await pass(20);
    expect(heard).toEqual(["024000", "020000"]);
  });

  it("is a hook that is down, said again, at a Poly that rings", async () => {
    const twin = describedTwin("poly-blackwire-3220");
    const { heard, write } = program(twin);
    twin.press("reject");
    expect(heard).toEqual([]);
    await write("1801");
    twin.press("reject");
    expect(heard).toEqual(["0800"]);
    await pass(30);
  });

  it("may be a hook up and down at once, or a drop, or nothing", async () => {
    const pulse = describedTwin("poly-blackwire-3220", { reject: "pulse" });
    const one = program(pulse);
    await one.write("1801");
    pulse.press("reject");
    await pass(30);
    expect(one.heard).toEqual(["0802", "0800"]);
    const drop = describedTwin("epos-impact-d", { reject: "drop" });
    const two = program(drop);
    drop.press("reject");
    await pass(30);
    expect(two.heard).toEqual(["0240", "0200"]);
    const none = describedTwin("epos-impact-d", { reject: "none" });
    const three = program(none);
    none.press("reject");
    expect(three.heard).toEqual([]);
  });
});

describe("a headset's mute", () => {
  it("is a press that waits for its LED, and does nothing without a call at a Jabra", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    twin.press("mute");
    await write("020200");
    await pass(30);
    expect(heard).toEqual([]);
    expect(twin.lit).toEqual(new Set(["Mute"]));
    expect(twin.muted).toBe(false);
    await write("020100");
    await pass(30);
    twin.press("mute");
    await pass(30);
    expect(heard).toEqual(["020100", "020300", "020700", "020300"]);
    expect(twin.muted).toBe(false);
    await write("020300");
    expect(twin.muted).toBe(true);
    await write("020000");
    await pass(30);
    expect(twin.muted).toBe(false);
  });

  it("says nothing at each second press that no LED answers, as an Evolve2 40 does", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    await write("020100");
    await pass(30);
    heard.length = 0;
    for (let press = 0; press < 3; press++) {
      twin.press("mute");
      await pass(30);
    }
    expect(heard).toEqual(["020700", "020300", "020700", "020300"]);
  });

  it("is let go before it is pressed again, as fast as somebody may", async () => {
    const twin = describedTwin("poly-blackwire-3220");
    const { heard } = program(twin);
    for (let press = 0; press < 3; press++) {
      twin.press("mute");
      await pass(5);
    }
    await pass(30);
    expect(heard).toEqual(["0801", "0800", "0801", "0800", "0801", "0800"]);
  });

  it("comes back when the arm is up and the host unmutes", async () => {
    const twin = describedTwin("poly-blackwire-3220");
    const { heard, write } = program(twin);
    twin.arm(true);
    await pass(30);
    expect(heard).toEqual(["0801", "0800"]);
    await write("0901", "0900");
    await pass(299);
    expect(heard).toHaveLength(2);
    await pass(100);
    expect(heard.slice(2)).toEqual(["0801", "0800"]);
    twin.arm(false);
    await pass(100);
    expect(heard).toHaveLength(4);
  });

  it("is echoed by makes that do so", async () => {
    const twin = describedTwin("poly-blackwire-3220", { echoesMute: true });
    const { heard, write } = program(twin);
    await write("0901");
    await pass(100);
    expect(heard).toEqual(["0801", "0800"]);
  });
});

describe("a headset's other keys", () => {
  it.each([
    ["flash", "020800"],
    ["redial", "021000"],
  ] as const)("%s is 1 and then 0", async (key, hex) => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard } = program(twin);
    twin.press(key);
    await pass(30);
    expect(heard).toEqual([hex, "020000"]);
  });

  it("has digits as values of one field, and none that it has not", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard } = program(twin);
    twin.pressControl("Key5");
    twin.pressControl("Conference");
    await pass(30);
    expect(heard).toEqual(["020003", "020000"]);
  });

  it("says nothing at all without a telephone's keys", async () => {
    const twin = describedTwin("logitech-h540");
    const { heard, write } = program(twin);
    for (const key of ["answer", "hangup", "mute", "flash", "redial", "reject"] as const) twin.press(key);
    twin.arm(true);
    twin.walk(false);
    await write("0500");
    await pass(5_000);
    expect(heard).toEqual([]);
  });
});

describe("what hangs between a twin and a program", () => {
  it("lets several programs listen and write, as hidraw does", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const one = program(twin);
    const two = program(twin);
    twin.press("flash");
    await pass(30);
    expect(two.heard).toEqual(one.heard);
    await two.link.close();
    twin.press("flash");
    await pass(30);
    expect(one.heard).toHaveLength(4);
    expect(two.heard).toHaveLength(2);
    await expect(two.write("020000")).rejects.toMatchObject({ code: "LINE_CLOSED" });
  });

  it("loses its link when it is pulled, leaves no timer, and comes back without its LEDs", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { link, heard } = program(twin);
    await link.write(bytesOf("020100"));
    twin.unplug();
    expect(openTimers()).toBe(0);
    expect(await link.lost).toMatchObject({ code: "HID_GONE" });
    expect(() => twin.connect()).toThrow(Fault);
    twin.press("answer");
    twin.babble(bytesOf("020100"));
    twin.plug();
    expect(twin.lit).toEqual(new Set());
    expect(heard).toEqual([]);
    program(twin);
  });

  it("forgets its LEDs in a sleep, and no program is told", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    await write("020100");
    await pass(30);
    twin.resume();
    expect(twin.lit).toEqual(new Set());
    expect(twin.offHook).toBe(false);
    expect(heard).toHaveLength(2);
  });

  it("says everything twice, or half, or under another number, or not at all", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard } = program(twin);
    twin.faults.doubled = true;
    twin.press("answer");
    await pass(2);
    expect(heard.splice(0)).toEqual(["020100", "020100"]);
    twin.faults.doubled = false;
    twin.faults.shortReports = 1;
    twin.faults.unknownReports = 1;
    twin.press("flash");
    await pass(30);
    expect(heard.splice(0)).toEqual(["02", "ff0100"]);
    twin.faults.makersReport = 4;
    twin.press("flash");
    await pass(30);
    expect(heard.splice(0)).toEqual(["040900", "040100"]);
    twin.faults.silent = true;
    twin.press("hangup");
    expect(heard).toEqual([]);
  });

  it("has old reports ready for whoever opens it", async () => {
    const twin = describedTwin("jabra-evolve-link");
    twin.faults.staleReports = [...Array(70).keys()].map((at) => Uint8Array.of(2, at % 2, 0));
    const { heard } = program(twin);
    await pass(5);
    expect(heard).toHaveLength(64);
  });

  it("takes reports slowly, never, or fails", async () => {
    const twin = describedTwin("jabra-evolve-link");
    twin.faults.slowWriteMs = 200;
    const slow = program(twin);
    const written = slow.write("020100");
    await pass(199);
    expect(twin.lit).toEqual(new Set());
    await pass(1);
    await written;
    expect(twin.lit).toEqual(new Set(["OffHook"]));
    twin.faults.stuckWrites = true;
    const stuck = expect(slow.write("020000")).rejects.toMatchObject({ code: "HID_STUCK" });
    await pass(1_100);
    await stuck;
    twin.faults.stuckWrites = false;
    twin.faults.writeFails = new Fault("HID_BROKEN", "EIO", "unplug it once");
    const failing = program(twin);
    await expect(failing.write("020000")).rejects.toMatchObject({ code: "HID_BROKEN" });
    expect(await failing.link.lost).toMatchObject({ code: "HID_BROKEN" });
    await pass(30);
  });

  it("tells an onlooker what was written, and what a real device might not have taken", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const told: unknown[] = [];
    twin.told$.subscribe((event) =>
      told.push(event.kind === "open" ? event.programs : { ...event, report: hexOf(event.report) }),
    );
    const { link, write } = program(twin);
    await write("020200", "0202", "6300");
    twin.babble(bytesOf("021000"));
    await link.close();
    await pass(0);
    expect(told).toEqual([
      1,
      { kind: "taken", report: "020200", lit: ["Mute"], problem: null },
      { kind: "taken", report: "0202", lit: ["Mute"], problem: "2 bytes instead of 3" },
      { kind: "taken", report: "6300", lit: ["Mute"], problem: "no output report 99" },
      { kind: "said", report: "021000" },
      0,
    ]);
    await pass(30);
  });

  it("follows a second program too, which ends calls that are not its own", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const { heard, write } = program(twin);
    await write("020100");
    await pass(30);
    twin.foreign(["Ring"]);
    await pass(30);
    expect(twin.lit).toEqual(new Set(["Ring"]));
    expect(heard.slice(2)).toEqual(["020200", "020000"]);
  });
});

describe("any twin", () => {
  it("has the LEDs lit that were written last, whatever is written in whatever order", async () => {
    const story = fc.array(
      fc.tuple(fc.constantFrom("OffHook", "Ring", "Mute", "Hold", "Microphone", "OnLine"), fc.boolean()),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...describedHeadsets),
        story,
        async ({ name, descriptor }, changes) => {
          const twin = describedTwin(name);
          const controls = readHeadset(bytesOf(descriptor));
          const { link } = program(twin);
          const wanted = new Set<string>();
          for (const [led, isLit] of changes) {
            if (isLit && controls.outputs.some((output) => output.name === led)) wanted.add(led);
            else wanted.delete(led);
            for (const { report } of encodeLeds(controls, wanted)) await link.write(report);
          }
          expect(twin.lit).toEqual(wanted);
          twin.unplug();
          expect(openTimers()).toBe(0);
        },
      ),
    );
  });

  it("takes any bytes and any presses without harm", async () => {
    const deed = fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.constantFrom(...headsetKeys));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...describedHeadsets),
        fc.array(deed, { maxLength: 20 }),
        async ({ name, descriptor }, deeds) => {
          const twin = describedTwin(name);
          const controls = readHeadset(bytesOf(descriptor));
          const { link } = program(twin);
          link.reports$.subscribe((report) => {
            expect(decodeReport(controls, restingState(controls), report).problem).toBeNull();
          });
          for (const one of deeds)
            if (typeof one === "string") twin.press(one);
            else await link.write(one);
          await pass(5_000);
          twin.unplug();
          expect(openTimers()).toBe(0);
        },
      ),
    );
  });
});

/** A headset with these two inputs and all LEDs, as some makers declare them. */
function declared(hook: string, mute: string): HeadsetTwin {
  const leds = "05081500250109170918090909200921950575019102950375019101";
  const descriptor = bytesOf(`050b0905a1018501050b${hook}${mute}${leds}c0`);
  return headsetTwin({ vendorId: 0x1234, productId: 1, product: null, serialNumber: null, descriptor });
}

/** A field of 2 bits from −1 to 1, relative: above 0 on, below 0 off. */
const onAndOff = (usage: string): string => `15ff2501${usage}750295018106`;
/** A switch: its bit is the state. */
const asState = (usage: string): string => `15002501${usage}750195018102`;
const asKey = (usage: string): string => `15002501${usage}750195018106`;
const hookUsage = "0920";
const muteUsage = "092f";

describe("other ways to declare a key", () => {
  it("has values for on and off where the descriptor has them", async () => {
    const twin = declared(onAndOff(hookUsage), onAndOff(muteUsage));
    const { heard, write } = program(twin);
    await write("0101");
    await pass(30);
    expect(heard.splice(0)).toEqual(["0101"]);
    twin.press("mute");
    await pass(30);
    expect(heard.splice(0)).toEqual(["0105", "0101"]);
    await write("0105");
    twin.press("mute");
    await pass(30);
    expect(heard.splice(0)).toEqual(["010d", "0101"]);
    twin.press("hangup");
    expect(heard.splice(0)).toEqual(["0103"]);
    await write("0100");
    await pass(30);
  });

  it("has a mute switch that keeps its own state, and says it again where the host is wrong", async () => {
    const twin = declared(asState(hookUsage), asState(muteUsage));
    const { heard, write } = program(twin);
    twin.press("mute");
    twin.press("mute");
    twin.arm(true);
    expect(heard.splice(0)).toEqual(["0102", "0100", "0102"]);
    await write("0104");
    await write("0100");
    await pass(400);
    expect(heard.splice(0)).toEqual(["0102"]);
    twin.arm(false);
    expect(heard).toEqual(["0100"]);
  });

  it("has a hook that is a key", async () => {
    const twin = declared(asKey(hookUsage), asKey(muteUsage));
    const { heard } = program(twin);
    twin.press("answer");
    await pass(3_000);
    expect(heard).toEqual(["0101", "0100"]);
    expect(twin.offHook).toBe(true);
  });
});
