import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  brokenFault,
  checkDevice,
  goneFault,
  identityOf,
  openFault,
  stableNames,
} from "../../../src/adapters/serialport/serialFaults.ts";
import { Fault } from "../../../src/ports/fault.ts";

describe("what is said when a serial port does not open", () => {
  it.each([
    ["Error: No such file or directory, cannot open /dev/ttyUSB0", "PORT_GONE"],
    ["ENOENT: no such file or directory, stat '/dev/ttyUSB0'", "PORT_GONE"],
    ["Error: No such device, cannot open /dev/ttyUSB0", "PORT_GONE"],
    ["Error: Permission denied, cannot open /dev/ttyUSB0", "PORT_DENIED"],
    ["EACCES: permission denied, access '/dev/ttyUSB0'", "PORT_DENIED"],
    ["EPERM: operation not permitted, access '/dev/ttyUSB0'", "PORT_DENIED"],
    ["Error Resource temporarily unavailable Cannot lock port", "PORT_BUSY"],
    ["Error: Device or resource busy, cannot open /dev/ttyUSB0", "PORT_BUSY"],
    ["Error: Inappropriate ioctl for device setting custom baud rate of 9600", "PORT_NOT_SERIAL"],
    ["Error: Input/output error setting custom baud rate of 9600", "PORT_FAILED"],
  ])("%s is %s, with advice", (text, code) => {
    const fault = openFault("/dev/ttyUSB0", new Error(text));
    expect(fault.code).toBe(code);
    expect(fault.advice).not.toBe("");
    expect(fault.cause).toBeInstanceOf(Error);
  });

  it("takes whatever was thrown, and leaves a Fault as it is", () => {
    const fault = new Fault("X", "x", "y");
    expect(openFault("/dev/ttyUSB0", fault)).toBe(fault);
    expect(brokenFault("/dev/ttyUSB0", fault)).toBe(fault);
    expect(openFault("/dev/ttyUSB0", "odd").message).toContain("odd");
    expect(brokenFault("/dev/null", "odd").message).toContain("odd");
  });

  it("names the ports that are plugged in, or says that there is none", () => {
    const folder = mkdtempSync(join(tmpdir(), "bandeau-by-id-"));
    const path = join(folder, "usb-FTDI_FT232R_A1");
    expect(goneFault(path, undefined, folder).advice).toBe("check the USB cable; none is plugged in");
    writeFileSync(path, "");
    writeFileSync(join(folder, "usb-Prolific_B2"), "");
    expect(goneFault(path, undefined, folder).advice).toBe(
      `check the USB cable; plugged in now: ${join(folder, "usb-Prolific_B2")}`,
    );
    rmSync(folder, { recursive: true });
    expect(stableNames(folder)).toEqual([]);
  });

  it("looks before the package does: a file is no serial port, nothing is gone, a device may be one", () => {
    const codeOf = (path: string): string => {
      try {
        checkDevice(path);
        return "fine";
      } catch (error) {
        return error instanceof Fault ? error.code : "no fault";
      }
    };
    expect([import.meta.filename, "/dev/there-is-none", "/dev/null"].map(codeOf)).toEqual([
      "PORT_NOT_SERIAL",
      "PORT_GONE",
      "fine",
    ]);
  });

  it("tells one device from another", () => {
    expect(identityOf("/dev/null")).toBe(identityOf("/dev/null"));
    expect(identityOf("/dev/null")).not.toBe(identityOf("/dev/zero"));
    expect(identityOf("/dev/there-is-none")).toBeNull();
  });
});
