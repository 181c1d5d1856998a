import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { realGpioWorld } from "../../../src/adapters/gpio/gpioWorld.ts";
import { realHidWorld } from "../../../src/adapters/hid/hidWorld.ts";
import type { UnitState } from "../../../src/adapters/systemd/unitState.ts";
import { examine } from "../../../src/cli/doctor/doctor.ts";
import type { Circumstances, DoctorWorld } from "../../../src/cli/doctor/doctorWorld.ts";
import {
  examineClock,
  examineProgram,
  examineService,
  examineState,
} from "../../../src/cli/doctor/examineMachine.ts";
import { siteLoader } from "../../../src/compose/siteLoader.ts";
import { devicesFolder } from "../../../src/compose.ts";
import { Fault } from "../../../src/ports/fault.ts";
import type { HidDeviceInfo } from "../../../src/ports/hid.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-doctor-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => expect(openTimers()).toBe(0));

const etc = join(folder, "etc");
mkdirSync(etc);
const { gid } = statSync(folder);
writeFileSync(join(etc, "passwd"), "bandeau:x:990:980::/:/usr/sbin/nologin\n");
writeFileSync(join(etc, "group"), `dialout:x:${gid}:pi\nbandeau:x:980:\n`);

const gone = (): Promise<never> => Promise.reject(new Fault("BROKER_UNREACHABLE", "no broker", "start it"));

/** A machine with nothing plugged in and no broker, on which everything opens. */
function machine(some: Partial<DoctorWorld> = {}): DoctorWorld {
  const open = async () => ({ lost: new Promise<Fault>(() => undefined), close: async () => undefined });
  return {
    proc: join(folder, "proc"),
    etc,
    udevFolders: [join(folder, "rules.d")],
    hid: realHidWorld,
    gpio: realGpioWorld,
    clock: { wall: () => Date.UTC(2026, 5, 1), monotonic: () => 0, isSynced: () => true },
    self: { name: "$USER", uid: 4_711, groups: new Set([gid]) },
    ask: async () => null,
    loadSerial: async () => null,
    loadHid: async () => null,
    displayLine: () => open,
    lightLine: () => open,
    headsetLine: () => open,
    devices: { list: async () => [], open: gone },
    brokerOf: async () => ({ connect: gone }),
    ...some,
  };
}

const unit: UnitState = {
  name: "bandeau.service",
  active: "active",
  sub: "running",
  file: "enabled",
  result: "success",
  exitStatus: 0,
  restarts: 0,
  pid: 7,
  user: "bandeau",
  groups: [],
};
const service = { name: "bandeau", uid: 990, groups: new Set([980]) };
const circumstances = (some: Partial<Circumstances> = {}): Circumstances => {
  return { daemonHere: false, unit: null, service: null, open: true, ...some };
};

describe("the clock", () => {
  it("is wrong where the daemon would not trust it, doubtful where only the system says so", async () => {
    const clock = { wall: () => Date.UTC(1970, 0, 1), monotonic: () => 0, isSynced: () => false };
    expect(await examineClock(machine({ clock }))).toMatchObject({
      state: "wrong",
      code: "CLOCK_UNSYNCED",
      what: "it is not synchronised and says 1970-01-01T00:00:00Z",
    });
    expect((await examineClock(machine({ ask: async () => "no\n" }))).state).toBe("doubt");
    expect((await examineClock(machine({ ask: async () => "yes\n" }))).state).toBe("well");
  });
});

describe("the packages", () => {
  it("are told one by one, with the library that may be missing", async () => {
    const loadHid = () =>
      Promise.reject(new Error("libusb-1.0.so.0: cannot open shared object file\nRequire stack"));
    const [serial, hid] = await examineProgram({ serial: true, hid: true }, machine({ loadHid }));
    expect(serial).toMatchObject({ subject: "serialport", state: "well" });
    expect(hid).toMatchObject({
      code: "PACKAGE_MISSING",
      what: "cannot be loaded: libusb-1.0.so.0: cannot open shared object file",
      advice: expect.stringMatching(/^sudo apt install libusb-1\.0-0; else install the release/),
    });
    expect(await examineProgram({ serial: false, hid: false }, machine())).toEqual([]);
  });
});

describe("the folder for state", () => {
  it("may be made by systemd, must belong to the service, and is told with its room", () => {
    const [made] = examineState("/var/lib/bandeau/not-yet", machine(), circumstances({ unit }));
    expect(made).toMatchObject({ state: "well", what: expect.stringContaining("made by systemd") });
    const mine = join(folder, "state");
    mkdirSync(mine, { mode: 0o700 });
    expect(examineState(mine, machine(), circumstances({ unit, service }))[0]).toMatchObject({
      code: "STATE_DENIED",
      advice: `sudo install -d -m 0700 -o bandeau ${mine}`,
    });
    expect(examineState(mine, machine(), circumstances())[0]?.what).toMatch(/MiB free$/);
    chmodSync(mine, 0o777);
    expect(examineState(mine, machine(), circumstances())[0]).toMatchObject({
      state: "wrong",
      code: "STATE_FOLDER_OPEN",
      advice: `chmod 0700 ${mine}`,
    });
  });
});

describe("the service", () => {
  it.each([
    [{}, null, "well"],
    [{ active: "failed", exitStatus: 78 }, "SERVICE_FAILED", "wrong"],
    [{ active: "failed", result: "watchdog" }, "SERVICE_FAILED", "wrong"],
    [{ active: "activating", sub: "auto-restart", restarts: 9 }, "SERVICE_RESTARTS", "wrong"],
    [{ active: "inactive" }, "SERVICE_STOPPED", "wrong"],
    [{ restarts: 3 }, "SERVICE_RESTARTED", "doubt"],
  ])("is told as systemd has it: %j", (some, code, state) => {
    expect(examineService(circumstances({ unit: { ...unit, ...some } }))).toMatchObject([{ code, state }]);
  });

  it("should start at boot, and need not be there", () => {
    const disabled = examineService(circumstances({ unit: { ...unit, file: "disabled" } }));
    expect(disabled.map(({ code }) => code)).toEqual([null, "SERVICE_DISABLED"]);
    expect(examineService(circumstances())).toEqual([]);
  });
});

let count = 0;

/** Everything that is found of a site with these parts, by code. */
async function diagnose(parts: string, world: DoctorWorld) {
  const file = join(folder, `site-${++count}.yaml`);
  writeFileSync(
    file,
    `version: 1
site: here
node: hall
broker: { urls: ["mqtt://127.0.0.1:1"] }
sources: { acd: { agents: true } }
queues: { sales: { id: "7" } }
agents: { pseudonyms: none }
${parts}`,
  );
  const { findings } = await examine(
    { file, open: true, listenMs: 0 },
    await siteLoader({}, devicesFolder),
    world,
  );
  return findings.filter(
    ({ state, area }) => state !== "well" && area !== "broker" && area !== "configuration",
  );
}

const onLine = (port: string) =>
  `displays: [{ id: wall, model: alpha-4120c, port: ${port}, pages: [{ lines: ["{sales.waiting}"] }] }]`;

describe("a line", () => {
  const port = join(folder, "ttyUSB7");
  writeFileSync(port, "");

  it("is not opened by who is not in its group, and the group is named", async () => {
    chmodSync(port, 0o660);
    const self = { name: "$USER", uid: 4_711, groups: new Set<number>() };
    expect(await diagnose(onLine(port), machine({ self }))).toMatchObject([
      {
        area: "display",
        subject: "wall",
        code: "DEVICE_DENIED",
        what: `you may not open ${port}, which belongs to group dialout`,
        advice: "sudo usermod -aG dialout $USER, then log in again",
      },
    ]);
    expect(await diagnose(onLine(port), machine())).toEqual([]);
  });

  it("is not opened where another program has it, and how to stop that one for good is said", async () => {
    const proc = join(folder, "proc-taken");
    mkdirSync(join(proc, "11", "fd"), { recursive: true });
    writeFileSync(join(proc, "11", "comm"), "ModemManager\n");
    symlinkSync(port, join(proc, "11", "fd", "5"));
    const opened: string[] = [];
    const displayLine: DoctorWorld["displayLine"] = (one) => {
      opened.push(one.id);
      return gone;
    };
    expect(await diagnose(onLine(port), machine({ proc, displayLine }))).toMatchObject([
      {
        code: "PORT_BUSY",
        what: `ModemManager (process 11) has ${port}`,
        advice: "sudo systemctl disable --now ModemManager",
      },
    ]);
  });
});

describe("a USB device", () => {
  const [described] = describedHeadsets;
  if (described === undefined) throw new Error("no headset is described");
  const path = join(folder, "hidraw3");
  writeFileSync(path, "");
  const headset: HidDeviceInfo = {
    path,
    vendorId: described.vendorId,
    productId: described.productId,
    product: described.product,
    serialNumber: null,
    physicalPath: "usb-0000:01:00.0-1.3/input3",
    descriptor: Uint8Array.from(Buffer.from(described.descriptor.replaceAll(/\s/g, ""), "hex")),
  };
  const seats = "seats: [{ id: desk, agent: { id: '4212' }, headset: {} }]";
  const self = { name: "$USER", uid: 4_711, groups: new Set<number>() };
  const devices = { list: async () => [headset], open: gone };

  it("needs our rules for udev, and where they are, one of its own", async () => {
    chmodSync(path, 0o600);
    expect(await diagnose(seats, machine({ self, devices }))).toMatchObject([
      {
        area: "headset",
        code: "UDEV_RULES_MISSING",
        advice: expect.stringContaining("bandeau udev | sudo tee"),
      },
    ]);
    const rules = join(folder, "with-rules");
    mkdirSync(rules);
    writeFileSync(join(rules, "60-bandeau.rules"), "");
    expect(await diagnose(seats, machine({ self, devices, udevFolders: [rules] }))).toMatchObject([
      { code: "DEVICE_DENIED", advice: expect.stringContaining('SUBSYSTEM=="hidraw"') },
    ]);
  });

  it("is opened where that is allowed, and what then fails is said", async () => {
    chmodSync(path, 0o666);
    const open = () => Promise.reject(new Fault("HID_LATE", "it did not open", "unplug it once"));
    expect(await diagnose(seats, machine({ self, devices: { ...devices, open } }))).toMatchObject([
      { area: "headset", subject: "desk", code: "HID_LATE", advice: "unplug it once" },
    ]);
  });
});
