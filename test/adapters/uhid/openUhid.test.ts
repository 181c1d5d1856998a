import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { openUhid, openUhidFile, type UhidFile } from "../../../src/adapters/uhid/openUhid.ts";
import {
  createEvent,
  getReply,
  inputEvent,
  readUhidEvent,
  setReply,
} from "../../../src/adapters/uhid/uhidEvents.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { describedTwin } from "../../simulated/headset/described.ts";
import { settled } from "../../simulated/headset/settled.ts";

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** An event as the kernel writes it. The offsets are those that a C compiler gives `struct uhid_event` of linux/uhid.h. */
function event(type: number, fields: Record<number, readonly number[]>): Uint8Array {
  const bytes = new Uint8Array(4_380);
  bytes[0] = type;
  for (const [at, values] of Object.entries(fields)) bytes.set(values, Number(at));
  return bytes;
}

/** `/dev/uhid`, with a kernel behind it that says what a test tells it to say. */
class Kernel implements UhidFile {
  readonly written: Uint8Array[] = [];
  isClosed = false;
  #waiting: ((bytes: Uint8Array | null) => void) | null = null;
  readonly #said: (Uint8Array | null)[] = [];

  say(bytes: Uint8Array | null): void {
    if (this.#waiting === null) this.#said.push(bytes);
    else this.#waiting(bytes);
    this.#waiting = null;
  }

  async read(): Promise<Uint8Array | null> {
    const next = this.#said.shift();
    return next === undefined
      ? new Promise((resolve) => {
          this.#waiting = resolve;
        })
      : next;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.isClosed) throw new Error("EBADF");
    this.written.push(bytes);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.say(null);
  }
}

afterEach(async () => {
  await settled(() => openTimers() === 0);
});

describe("events of the kernel's uhid", () => {
  it("creates a device at the offsets of struct uhid_event", () => {
    const { info } = describedTwin("jabra-evolve-link", {}, "A1");
    const created = Buffer.from(createEvent(info, "bandeau/input0"));
    expect(created).toHaveLength(4_380);
    expect(created.readUInt32LE(0)).toBe(11);
    expect(created.toString("utf8", 4, 26)).toBe("Jabra EVOLVE LINK MS\0\0");
    expect(created.toString("utf8", 132, 147)).toBe("bandeau/input0\0");
    expect(created.toString("utf8", 196, 199)).toBe("A1\0");
    expect(created.readUInt16LE(260)).toBe(332);
    expect(created.readUInt16LE(262)).toBe(3);
    expect(created.readUInt32LE(264)).toBe(0x0b0e);
    expect(created.readUInt32LE(268)).toBe(0x0307);
    expect(hexOf(created.subarray(280, 288))).toBe("050b0905a1018502");
  });

  it("cuts a name that has no room, and names what has none", () => {
    const info = { ...describedTwin("jabra-evolve-link").info, product: "é".repeat(200) };
    const created = Buffer.from(createEvent(info, "p"));
    expect(created[131]).toBe(0);
    const nameless = Buffer.from(createEvent({ ...info, product: null }, "p"));
    expect(nameless.toString("utf8", 4, 21)).toBe("Simulated device\0");
    expect(nameless[196]).toBe(0);
  });

  it("sends a report with its length", () => {
    expect(hexOf(inputEvent(Uint8Array.of(2, 1, 0)))).toBe("0c0000000300020100");
  });

  it("reads what is written to the device, and only that", () => {
    const written = event(6, { 4: [2, 5, 0], 4100: [3, 0, 1] });
    expect(readUhidEvent(written)).toEqual({ kind: "output", report: Uint8Array.of(2, 5, 0) });
    expect(readUhidEvent(event(6, { 4: [2], 4100: [1, 0, 0] }))).toEqual({ kind: "other" });
    expect(readUhidEvent(event(2, {}))).toEqual({ kind: "other" });
    expect(readUhidEvent(new Uint8Array())).toEqual({ kind: "other" });
  });

  it("answers what the kernel waits for", () => {
    const get = readUhidEvent(event(9, { 4: [7, 0, 0, 0], 8: [4, 0] }));
    expect(get).toEqual({ kind: "get", number: 7, isFeature: true, reportId: 4 });
    expect(hexOf(getReply(7, null))).toBe("0a0000000700000005000000");
    expect(hexOf(getReply(7, Uint8Array.of(4, 1)))).toBe("0a00000007000000000002000401");
    const led = readUhidEvent(event(13, { 4: [8, 0, 0, 0], 8: [2, 1], 10: [3, 0], 12: [2, 2, 0] }));
    expect(led).toEqual({ kind: "set", number: 8, isFeature: false, report: Uint8Array.of(2, 2, 0) });
    expect(hexOf(setReply(8, true))).toBe("0e000000080000000000");
    const feature = readUhidEvent(event(13, { 4: [8, 0, 0, 0], 8: [2, 0], 10: [3, 0], 12: [2, 2, 0] }));
    expect(feature).toEqual({ kind: "set", number: 8, isFeature: true, report: Uint8Array.of(2, 2, 0) });
    expect(hexOf(setReply(8, false))).toBe("0e000000080000000500");
  });

  it("reads any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        readUhidEvent(bytes);
      }),
    );
  });
});

describe("a twin as a device of the kernel", () => {
  it("takes what is written, says what it says, and is destroyed at the end", async () => {
    const twin = describedTwin("jabra-evolve-link", { pressMs: 1 });
    const kernel = new Kernel();
    const served = { info: twin.info, isNumbered: true, connect: () => twin.connect() };
    const device = await openUhid(served, kernel);
    kernel.say(event(6, { 4: [2, 4, 0], 4100: [3, 0, 1] }));
    kernel.say(event(9, { 4: [1], 9: [1] }));
    kernel.say(event(13, { 8: [2, 1], 10: [3, 0], 12: [2, 6, 0] }));
    await settled(() => twin.lit.size === 2);
    twin.press("redial");
    await settled(() => kernel.written.length === 5);
    expect(kernel.written.map((bytes) => bytes[0])).toEqual([11, 10, 14, 12, 12]);
    await device.close();
    await device.close();
    expect(hexOf(kernel.written.at(-1) ?? new Uint8Array())).toBe("01000000");
    expect(await device.lost).toContain("closed");
  });

  it("takes feature reports and gives them, and refuses those that it does not have", async () => {
    const twin = describedTwin("jabra-link-380");
    const kernel = new Kernel();
    const served = { info: twin.info, isNumbered: true, connect: () => twin.connect() };
    const device = await openUhid(served, kernel);
    kernel.say(event(13, { 4: [1], 8: [4, 0], 10: [2, 0], 12: [4, 1] }));
    kernel.say(event(9, { 4: [2], 8: [4, 0] }));
    kernel.say(event(13, { 4: [3], 8: [99, 0], 10: [2, 0], 12: [99, 1] }));
    kernel.say(event(9, { 4: [4], 8: [99, 0] }));
    await settled(() => kernel.written.length === 5);
    expect(kernel.written.slice(1).map(hexOf)).toEqual([
      "0e000000010000000000",
      "0a00000002000000000002000401",
      "0e000000030000000500",
      "0a0000000400000005000000",
    ]);
    await device.close();
  });

  it("puts a 0 before what is written to a device without report numbers", async () => {
    const written: string[] = [];
    const twin = describedTwin("jabra-evolve-link");
    const link = twin.connect();
    const connect = () => ({
      ...link,
      reports$: link.reports$,
      lost: link.lost,
      close: () => link.close(),
      write: async (report: Uint8Array) => {
        written.push(hexOf(report));
      },
    });
    const kernel = new Kernel();
    const device = await openUhid({ info: twin.info, isNumbered: false, connect }, kernel);
    kernel.say(event(6, { 4: [1], 4100: [1, 0, 1] }));
    kernel.say(event(6, { 4: [0, 1], 4100: [2, 0, 1] }));
    await settled(() => written.length === 2);
    expect(written).toEqual(["0001", "0001"]);
    kernel.say(null);
    expect(await device.lost).toBe("the kernel let go of the device");
    await device.close();
  });

  it("goes through a file: events in, events out, and nothing when it is over", async () => {
    const folder = await mkdtemp(join(tmpdir(), "uhid-"));
    const path = join(folder, "uhid");
    await writeFile(path, event(2, {}).subarray(0, 4_380));
    const file = await openUhidFile(path);
    expect((await file.read())?.[0]).toBe(2);
    expect(await file.read()).toBeNull();
    await file.write(Uint8Array.of(11, 0, 0, 0));
    await file.close();
    expect(hexOf((await readFile(path)).subarray(4_380))).toBe("0b000000");
    await rm(folder, { recursive: true });
  });

  it("is lost when the kernel takes no answer any more, and survives that it takes nothing else", async () => {
    const twin = describedTwin("jabra-evolve-link", { pressMs: 1 });
    const kernel = new Kernel();
    const served = { info: twin.info, isNumbered: true, connect: () => twin.connect() };
    const device = await openUhid(served, kernel);
    kernel.isClosed = true;
    twin.press("redial");
    kernel.say(event(2, {}));
    kernel.say(event(9, { 4: [1], 9: [1] }));
    expect(await device.lost).toBe("EBADF");
    await device.close();
    expect(kernel.written).toHaveLength(1);
  });

  it("is lost with the device that it serves, whatever is still written to that", async () => {
    const twin = describedTwin("jabra-evolve-link");
    const kernel = new Kernel();
    const served = { info: twin.info, isNumbered: true, connect: () => twin.connect() };
    const device = await openUhid(served, kernel);
    twin.unplug();
    kernel.say(event(6, { 4: [2, 4, 0], 4100: [3, 0, 1] }));
    expect(await device.lost).not.toBe("");
    await device.close();
    expect(hexOf(kernel.written.at(-1) ?? new Uint8Array())).toBe("01000000");
  });

  it("says what is missing where the kernel has no uhid", async () => {
    await expect(openUhidFile("/dev/none-such")).rejects.toMatchObject({
      code: "UHID_CLOSED",
      advice: expect.stringContaining("modprobe uhid"),
    });
  });
});
