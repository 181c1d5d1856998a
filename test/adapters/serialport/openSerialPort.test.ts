import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  loadSerialPort,
  openSerialPort,
  type PortHandle,
  type PortOptions,
} from "../../../src/adapters/serialport/openSerialPort.ts";
import { lineLimits } from "../../../src/ports/lineLimits.ts";
import type { SerialSettings } from "../../../src/ports/serialLink.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { recordingLog } from "../../app/busDoubles.ts";
import { faultOf } from "../../contract/serialLinkContract.ts";

type Done = (error?: Error | null) => void;
type Step = "open" | "write" | "drain" | "flush" | "close";

/** A port whose every step can be made to fail or to never end. */
class FakePort extends EventEmitter implements PortHandle {
  isOpen = false;
  /** How many bytes it takes at once. */
  room = 0;
  readonly options: PortOptions;
  readonly steps: string[] = [];
  readonly sent: number[] = [];
  static readonly outcome = new Map<Step, Error | "never">();

  constructor(options: PortOptions) {
    super();
    this.options = options;
  }

  #step(name: Step, done: Done): boolean {
    this.steps.push(name);
    const outcome = FakePort.outcome.get(name);
    if (outcome === "never") return false;
    queueMicrotask(() => done(outcome ?? null));
    return outcome === undefined;
  }

  open(done: Done): void {
    if (this.#step("open", done)) this.isOpen = true;
  }

  writeNow(bytes: Buffer): number {
    const taken = Math.min(this.room, bytes.length);
    if (taken > 0) this.steps.push("writeNow");
    this.sent.push(...bytes.subarray(0, taken));
    return taken;
  }

  write(bytes: Buffer, done: Done): void {
    if (this.#step("write", done)) this.sent.push(...bytes);
  }

  drain(done: Done): void {
    this.#step("drain", done);
  }

  flush(done: Done): void {
    this.#step("flush", done);
  }

  close(done: Done): void {
    if (this.#step("close", done)) this.isOpen = false;
  }
}

const settings: SerialSettings = { baudRate: 9_600, dataBits: 7, parity: "even", stopBits: 1 };
const unaborted = new AbortController().signal;

describe("a serial port", () => {
  let folder: string;
  let path: string;
  let ports: FakePort[];
  const { log, lines } = recordingLog();

  const open = (softwareParity = false, framing = settings) =>
    openSerialPort(path, framing, {
      limits: lineLimits,
      log,
      softwareParity,
      load: async () => (options) => {
        const port = new FakePort(options);
        ports.push(port);
        return port;
      },
    });

  /** A link that is open, with its port. */
  async function opened(softwareParity = false, framing = settings) {
    const link = await open(softwareParity, framing)(unaborted);
    const port = ports.at(-1);
    if (port === undefined) throw new Error("no port was made");
    return { link, port };
  }

  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
    });
    folder = mkdtempSync(join(tmpdir(), "bandeau-port-"));
    path = join(folder, "display");
    // A character device that every machine has stands for the port.
    symlinkSync("/dev/null", path);
    ports = [];
    lines.length = 0;
  });

  afterEach(() => {
    FakePort.outcome.clear();
    rmSync(folder, { recursive: true });
    expect(openTimers()).toBe(0);
    vi.useRealTimers();
  });

  it("opens with a lock and without hanging up afterwards", async () => {
    const { link, port } = await opened();
    expect(port.options).toEqual({ path, ...settings, autoOpen: false, lock: true, hupcl: false });
    await link.close();
  });

  it("opens eight bits and computes the parity where the adapter cannot", async () => {
    const { link, port } = await opened(true);
    const written = link.write(Uint8Array.of(0x41, 0x43));
    await vi.advanceTimersByTimeAsync(10);
    await written;
    expect(port.options).toMatchObject({ dataBits: 8, parity: "none" });
    expect(port.sent).toEqual([0x41, 0xc3]);
    await link.close();
  });

  it("drains only when the bytes should have left, so that it holds no thread meanwhile", async () => {
    const { link, port } = await opened();
    const written = link.write(new Uint8Array(96));
    await vi.advanceTimersByTimeAsync(99);
    expect(port.steps).toEqual(["open", "write"]);
    await vi.advanceTimersByTimeAsync(2);
    await written;
    expect(port.steps).toEqual(["open", "write", "drain"]);
    await link.close();
    expect(port.steps).toEqual(["open", "write", "drain", "close"]);
  });

  it("asks no other thread to write what the system takes at once", async () => {
    const { link, port } = await opened();
    port.room = 96;
    const written = link.write(new Uint8Array(96));
    expect(port.sent).toHaveLength(96);
    await vi.advanceTimersByTimeAsync(101);
    await written;
    expect(port.steps).toEqual(["open", "writeNow", "drain"]);
    await link.close();
  });

  it("lets the package write what the system does not take at once", async () => {
    const { link, port } = await opened();
    port.room = 2;
    const written = link.write(Uint8Array.of(1, 2, 3, 4));
    await vi.advanceTimersByTimeAsync(10);
    await written;
    expect([port.steps, port.sent]).toEqual([
      ["open", "writeNow", "write", "drain"],
      [1, 2, 3, 4],
    ]);
    await link.close();
  });

  it("keeps the order of what is written while the package still writes", async () => {
    const { link, port } = await opened();
    const first = link.write(Uint8Array.of(1, 2));
    port.room = 96;
    const second = link.write(Uint8Array.of(3, 4));
    await vi.advanceTimersByTimeAsync(20);
    await Promise.all([first, second]);
    expect([port.steps.includes("writeNow"), port.sent]).toEqual([false, [1, 2, 3, 4]]);
    await link.close();
  });

  it.each(["write", "drain"] as const)(
    "is stuck when %s never ends, and throws away what waits",
    async (step) => {
      const { link, port } = await opened();
      FakePort.outcome.set(step, "never");
      const fault = faultOf(link.write(new Uint8Array(96)));
      await vi.advanceTimersByTimeAsync(100 + lineLimits.writeMarginMs + 1);
      expect([(await fault).code, (await link.lost).code]).toEqual(["LINE_STUCK", "LINE_STUCK"]);
      await link.close();
      expect(port.steps.slice(-2)).toEqual(["flush", "close"]);
    },
  );

  it("is lost when a write fails", async () => {
    const { link } = await opened();
    FakePort.outcome.set("write", new Error("Input/output error"));
    const fault = await faultOf(link.write(Uint8Array.of(1)));
    expect([fault.code, fault.message]).toEqual([
      "LINE_BROKEN",
      expect.stringContaining("Input/output error"),
    ]);
    expect(await link.lost).toBe(fault);
    await link.close();
  });

  it("notices within two seconds that the device is gone, although the package says nothing", async () => {
    const { link } = await opened();
    rmSync(path);
    await vi.advanceTimersByTimeAsync(lineLimits.watchMs);
    expect((await link.lost).code).toBe("PORT_GONE");
    await link.close();
  });

  it("notices that another device took its name", async () => {
    const { link } = await opened();
    rmSync(path);
    symlinkSync("/dev/zero", path);
    await vi.advanceTimersByTimeAsync(lineLimits.watchMs);
    expect((await link.lost).message).toContain("another device has its name now");
    await link.close();
  });

  it.each([
    ["close", "the device closed"],
    ["end", "the device hung up"],
  ])("is lost when the port says %s", async (event, reason) => {
    const { link, port } = await opened();
    port.emit(event);
    expect((await link.lost).message).toContain(reason);
    await link.close();
  });

  it("is lost when the port says error, as gone when its device is", async () => {
    const { link, port } = await opened();
    rmSync(path);
    port.emit("error", new Error("bad file descriptor"));
    expect((await link.lost).code).toBe("PORT_GONE");
    await link.close();
  });

  it("hands on and sends eight bits as they are, whatever is said of parity", async () => {
    const { link, port } = await opened(true, { ...settings, dataBits: 8, parity: "none" });
    const heard: number[] = [];
    link.bytes$.subscribe((bytes) => heard.push(...bytes));
    port.emit("data", Buffer.from([0xc1, 0x42]));
    const written = link.write(Uint8Array.of(0xc3));
    await vi.advanceTimersByTimeAsync(10);
    await written;
    expect([heard, port.sent]).toEqual([[0xc1, 0x42], [0xc3]]);
    await link.close();
  });

  it("hands on seven bits", async () => {
    const { link, port } = await opened();
    const heard: number[] = [];
    link.bytes$.subscribe((bytes) => heard.push(...bytes));
    port.emit("data", Buffer.from([0xc1, 0x42]));
    expect(heard).toEqual([0x41, 0x42]);
    await link.close();
  });

  it("gives an opening that never ends its time, and closes the port when it opens after all", async () => {
    FakePort.outcome.set("open", "never");
    const fault = faultOf(open()(unaborted));
    await vi.advanceTimersByTimeAsync(lineLimits.openMs);
    expect((await fault).code).toBe("PORT_LATE");
  });

  it("closes the port when nobody waits for it any more", async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await faultOf(open()(abort.signal))).code).toBe("LINE_CLOSED");
    await vi.advanceTimersByTimeAsync(0);
    expect(ports[0]?.steps).toEqual(["open", "close"]);
  });

  it("says what the package says when it cannot open", async () => {
    FakePort.outcome.set("open", new Error("Error Resource temporarily unavailable Cannot lock port"));
    expect((await faultOf(open()(unaborted))).code).toBe("PORT_BUSY");
  });

  it("closes within its time although the package does not, and says so to who debugs", async () => {
    const { link } = await opened();
    FakePort.outcome.set("close", "never");
    const closed = link.close();
    await vi.advanceTimersByTimeAsync(lineLimits.closeMs);
    await closed;
    expect(lines.map(({ text }) => text)).toEqual(["serial port did not close well"]);
  });

  it("has nothing to close when the port closed itself, nor flushes twice", async () => {
    const { link, port } = await opened();
    port.isOpen = false;
    await link.close();
    expect(port.steps).toEqual(["open"]);
  });

  it("closes although what waits cannot be thrown away", async () => {
    const { link, port } = await opened();
    FakePort.outcome.set("flush", new Error("EIO"));
    port.emit("end");
    await link.close();
    expect(port.steps).toEqual(["open", "flush", "close"]);
  });

  it.each([new Error("No native build was found\n  attempted: …"), "nothing"])(
    "says how to get the package's native part when it is missing (%s)",
    async (error) => {
      const missing = openSerialPort(path, settings, {
        limits: lineLimits,
        log,
        softwareParity: false,
        load: () => Promise.reject(error),
      });
      const fault = await faultOf(missing(unaborted));
      expect([fault.code, fault.advice]).toEqual(["PORT_DRIVER_MISSING", expect.stringContaining("npm ci")]);
      expect(fault.message).not.toContain("\n");
    },
  );

  it("loads the real package", async () => {
    const make = await loadSerialPort();
    const port = make({ path, ...settings, autoOpen: false, lock: true, hupcl: false });
    expect(port.isOpen).toBe(false);
  });
});
