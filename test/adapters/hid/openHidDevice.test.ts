import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listHidDevices } from "../../../src/adapters/hid/listHidDevices.ts";
import { type HidHandle, loadNodeHid, type OpenHandle } from "../../../src/adapters/hid/openHidDevice.ts";
import { realHidDevices } from "../../../src/adapters/hid/realHidDevices.ts";
import type { Fault } from "../../../src/ports/fault.ts";
import type { HidDeviceInfo, HidDevices } from "../../../src/ports/hid.ts";
import { hidLimits } from "../../../src/ports/hidLimits.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { recordingLog } from "../../app/busDoubles.ts";
import { faultOf } from "../../contract/serialLinkContract.ts";
import { FakeHidWorld } from "./fakeHidWorld.ts";

/** A device of node-hid whose writes and closing the test decides. */
class FakeHandle extends EventEmitter implements HidHandle {
  readonly written: number[][] = [];
  closed = 0;
  onWrite: () => Promise<unknown> = async () => undefined;
  features = new Map<number, Uint8Array>();
  onFeature: () => Promise<unknown> = async () => undefined;
  onClose: () => Promise<void> = async () => undefined;

  write(report: Buffer): Promise<unknown> {
    this.written.push([...report]);
    return this.onWrite();
  }

  async sendFeatureReport(report: Buffer): Promise<unknown> {
    await this.onFeature();
    this.features.set(report[0] ?? 0, Uint8Array.from(report));
    return report.length;
  }

  async getFeatureReport(id: number, length: number): Promise<Uint8Array> {
    await this.onFeature();
    return Buffer.from(this.features.get(id) ?? []).subarray(0, length);
  }

  close(): Promise<void> {
    this.closed++;
    this.removeAllListeners();
    return this.onClose();
  }
}

const never = <T>(): Promise<T> => new Promise(() => undefined);
const unaborted = new AbortController().signal;

describe("a HID device of this machine", () => {
  let world: FakeHidWorld;
  let handle: FakeHandle;
  let openHandle: OpenHandle;
  let info: HidDeviceInfo;
  const { log, lines } = recordingLog();

  beforeEach(async () => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
    world = new FakeHidWorld();
    handle = new FakeHandle();
    openHandle = async () => handle;
    world.plug("hidraw3", { name: "Jabra Link 380", uniq: "50C2", phys: "usb-0000:01:00.0-1.3/input3" });
    info = await listed();
  });

  afterEach(() => {
    world.remove();
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  async function listed(): Promise<HidDeviceInfo> {
    const [first] = await listHidDevices(world);
    if (first === undefined) throw new Error("nothing is plugged in");
    return first;
  }

  const devices = (load: () => Promise<OpenHandle> = async () => openHandle): HidDevices =>
    realHidDevices({ world, limits: hidLimits, log, load });
  const open = (signal = unaborted) => devices().open(info, signal);

  /** The files are real and the time is not: lets them have their turn. */
  async function settled<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const mark = (): void => {
      done = true;
    };
    work.then(mark, mark);
    while (!done) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(50);
    }
    return work;
  }

  it("may be closed at once, though node-hid begins to read a tick after somebody listens", async () => {
    const readsAfter: number[] = [];
    handle.on("newListener", (event) => {
      if (event === "data") process.nextTick(() => readsAfter.push(handle.closed));
    });
    const closing = open().then((link) => link.close());
    await settled(closing);
    expect(readsAfter).toEqual([0]);
    expect(handle.closed).toBe(1);
  });

  it("is listed, opened by its path, and tells its reports whole", async () => {
    const paths: string[] = [];
    openHandle = async (path) => {
      paths.push(path);
      return handle;
    };
    expect(await devices().list()).toEqual([info]);
    const link = await settled(open());
    const reports: Uint8Array[] = [];
    let ended = false;
    link.reports$.subscribe({ next: (report) => reports.push(report), complete: () => (ended = true) });
    handle.emit("data", Buffer.from([2, 1, 0]));
    expect(paths).toEqual([info.path]);
    expect(reports).toEqual([Uint8Array.of(2, 1, 0)]);
    await link.write(Uint8Array.of(2, 3, 0));
    expect(handle.written).toEqual([[2, 3, 0]]);
    await link.close();
    await link.close();
    expect(handle.closed).toBe(1);
    expect(ended).toBe(true);
    expect((await link.lost).code).toBe("LINE_CLOSED");
    await expect(link.write(Uint8Array.of(2, 0, 0))).rejects.toMatchObject({ code: "LINE_CLOSED" });
  });

  it("says that something was plugged in", async () => {
    let changes = 0;
    const listening = devices().changes$.subscribe(() => changes++);
    world.plug("hidraw4");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(changes).toBe(1);
    listening.unsubscribe();
  });

  describe("that is lost", () => {
    it("by a text of the library, while it is there, is broken", async () => {
      const link = await settled(open());
      handle.emit("error", "could not read from HID device: Input/output error");
      const fault = await link.lost;
      expect(fault.code).toBe("HID_BROKEN");
      expect(fault.message).toBe(
        `Jabra Link 380 (${info.path}) failed: could not read from HID device: Input/output error`,
      );
      await link.close();
    });

    it("by a pulled plug is gone, also for who writes", async () => {
      const link = await settled(open());
      handle.onWrite = never;
      const writing = faultOf(link.write(Uint8Array.of(2, 0)));
      await vi.advanceTimersByTimeAsync(0);
      world.unplug("hidraw3");
      handle.emit("error", "could not read from HID device");
      expect((await link.lost).code).toBe("HID_GONE");
      expect((await writing).code).toBe("HID_GONE");
      await link.close();
      await vi.advanceTimersByTimeAsync(hidLimits.writeMs);
    });

    it.each(["pulled out", "plugged in again"])(
      "is noticed when the library says nothing: %s",
      async (how) => {
        const link = await settled(open());
        world.unplug("hidraw3");
        if (how === "plugged in again") world.plug("hidraw3");
        await vi.advanceTimersByTimeAsync(hidLimits.watchMs);
        expect((await link.lost).code).toBe("HID_GONE");
        await link.close();
      },
    );

    it("still closes when the library cannot", async () => {
      const link = await settled(open());
      handle.onClose = () => Promise.reject(new Error("device has been closed"));
      await link.close();
      expect(lines.at(-1)?.text).toBe("HID device did not close well");
    });

    it("is not waited for longer than its limit when it hangs", async () => {
      const link = await settled(open());
      handle.onClose = never;
      let closed = false;
      void link.close().then(() => {
        closed = true;
      });
      await vi.advanceTimersByTimeAsync(hidLimits.closeMs - 1);
      expect(closed).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(closed).toBe(true);
    });
  });

  describe("that is written to", () => {
    it("gets its reports one behind the other, however slow it is", async () => {
      const link = await settled(open());
      let taken: () => void = () => undefined;
      handle.onWrite = () =>
        new Promise<void>((resolve) => {
          taken = resolve;
        });
      const writes = [1, 2, 3].map((byte) => link.write(Uint8Array.of(2, byte)));
      for (const byte of [1, 2, 3]) {
        await vi.advanceTimersByTimeAsync(hidLimits.writeMs - 200);
        expect(handle.written.at(-1)).toEqual([2, byte]);
        taken();
      }
      await Promise.all(writes);
      await link.close();
    });

    it("is lost when it is stuck, and what waits behind is not sent", async () => {
      const link = await settled(open());
      handle.onWrite = never;
      const faults = [1, 2].map((byte) => faultOf(link.write(Uint8Array.of(2, byte))));
      await vi.advanceTimersByTimeAsync(hidLimits.writeMs);
      expect((await Promise.all(faults)).map(({ code }: Fault) => code)).toEqual(["HID_STUCK", "HID_STUCK"]);
      expect((await link.lost).code).toBe("HID_STUCK");
      expect(handle.written).toEqual([[2, 1]]);
      await link.close();
    });

    it("is lost when it refuses a report", async () => {
      const link = await settled(open());
      handle.onWrite = () => Promise.reject(new TypeError("Cannot write to hid device: Broken pipe"));
      expect((await faultOf(link.write(Uint8Array.of(2, 1)))).message).toContain("Broken pipe");
      expect((await link.lost).code).toBe("HID_BROKEN");
      await link.close();
    });
  });

  describe("with feature reports", () => {
    it("takes one and gives it back, behind its number", async () => {
      const link = await settled(open());
      await link.sendFeature(Uint8Array.of(1, 0x63, 0xff, 0, 0));
      expect(handle.features.get(1)).toEqual(Uint8Array.of(1, 0x63, 0xff, 0, 0));
      expect(await link.readFeature(1, 3)).toEqual(Uint8Array.of(1, 0x63, 0xff));
      await link.close();
      await expect(link.readFeature(1, 3)).rejects.toMatchObject({ code: "LINE_CLOSED" });
    });

    it("that it does not have refuses them in words, and lives on", async () => {
      const link = await settled(open());
      handle.onFeature = () => Promise.reject(new Error("ioctl (SFEATURE): Broken pipe"));
      const fault = await faultOf(link.sendFeature(Uint8Array.of(9, 1)));
      expect(fault.code).toBe("HID_REFUSED");
      expect(fault.message).toBe(`Jabra Link 380 (${info.path}) refuses feature report 9`);
      expect((await faultOf(link.readFeature(0, 9))).message).toContain("report 0");
      await link.write(Uint8Array.of(2, 1));
      expect(handle.written).toEqual([[2, 1]]);
      await link.close();
    });

    it("is lost when it is stuck in one, or is not there any more", async () => {
      const link = await settled(open());
      handle.onFeature = never;
      const stuck = faultOf(link.readFeature(1, 9));
      await vi.advanceTimersByTimeAsync(hidLimits.writeMs);
      expect((await stuck).code).toBe("HID_STUCK");
      await link.close();
      const other = await settled(open());
      handle.onFeature = () => Promise.reject(new Error("No such device"));
      world.unplug("hidraw3");
      expect((await faultOf(other.sendFeature(Uint8Array.of(1)))).code).toBe("HID_GONE");
      expect((await other.lost).code).toBe("HID_GONE");
      await other.close();
    });
  });

  describe("that cannot be opened", () => {
    const failing = async (): Promise<Fault> => settled(faultOf(open()));

    it.each([
      ["Failed to open a device with path '/dev/hidraw3': Permission denied", "HID_DENIED"],
      ["Failed to open a device with path '/dev/hidraw3': Operation not permitted", "HID_DENIED"],
      ["Failed to open a device with path '/dev/hidraw3': No such file or directory", "HID_GONE"],
      ["ioctl(GRDESCSIZE) error for '/dev/hidraw3', not a HIDRAW device?: Invalid argument", "HID_FAILED"],
      ["No native build was found for platform=linux arch=riscv64", "HID_LIBRARY_MISSING"],
    ])("says why: %s", async (text, code) => {
      openHandle = () => Promise.reject(new Error(text));
      expect((await failing()).code).toBe(code);
    });

    it("because the system lacks a library is told what to install", async () => {
      const missing = "libusb-1.0.so.0: cannot open shared object file: No such file or directory";
      openHandle = () => Promise.reject(Object.assign(new Error(missing), { code: "ERR_DLOPEN_FAILED" }));
      expect((await failing()).advice).toContain("apt install libusb-1.0-0");
    });

    it("because the package is not installed is told so", async () => {
      const load = () => Promise.reject(new Error("Cannot find package 'node-hid'"));
      expect((await faultOf(devices(load).open(info, unaborted))).code).toBe("HID_LIBRARY_MISSING");
    });

    it("because it was pulled out since is gone", async () => {
      world.unplug("hidraw3");
      expect((await failing()).code).toBe("HID_GONE");
    });

    it("because another one has its name now is gone, and that one is let go", async () => {
      world.unplug("hidraw3");
      world.plug("hidraw3", { name: "Jabra Link 380", uniq: "50C3", phys: "usb-0000:01:00.0-1.4/input3" });
      expect((await failing()).code).toBe("HID_GONE");
      expect(handle.closed).toBe(1);
    });

    it("in time is closed when it opens after all", async () => {
      let opened: (late: HidHandle) => void = () => undefined;
      openHandle = () =>
        new Promise((resolve) => {
          opened = resolve;
        });
      expect((await failing()).code).toBe("HID_LATE");
      opened(handle);
      await vi.advanceTimersByTimeAsync(0);
      expect(handle.closed).toBe(1);
    });

    it("because nobody waits any more is closed", async () => {
      const ending = new AbortController();
      openHandle = async () => {
        ending.abort();
        return handle;
      };
      expect((await settled(faultOf(open(ending.signal)))).code).toBe("LINE_CLOSED");
      expect(handle.closed).toBe(1);
      expect((await settled(faultOf(open(ending.signal)))).code).toBe("LINE_CLOSED");
    });

    it("with the real package, on a machine without such a device, fails in words", async () => {
      // A native package works in real time, which must not run away from it.
      vi.useRealTimers();
      const fault = await faultOf(devices(loadNodeHid).open(info, unaborted));
      expect(["HID_LIBRARY_MISSING", "HID_FAILED"]).toContain(fault.code);
    });
  });

  describe("that nobody may open yet", () => {
    it("is opened as soon as udev has given the permission", async () => {
      world.permit("hidraw3", 0);
      const opening = open();
      await vi.advanceTimersByTimeAsync(1_000);
      world.permit("hidraw3", 0o660);
      await (await settled(opening)).close();
    });

    it("is given up after a while, with the rule to install", async () => {
      world.permit("hidraw3", 0);
      const fault = await settled(faultOf(open()));
      expect(fault.code).toBe("HID_DENIED");
      expect(fault.advice).toContain("60-bandeau.rules");
    });
  });
});
