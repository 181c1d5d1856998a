import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serviceManager } from "../../../src/adapters/systemd/serviceManager.ts";
import { recordingLog } from "../../app/busDoubles.ts";

describe("systemd, heard of by the descriptor that the starter opened", () => {
  let folder: string;
  let fd: number;
  const { log, said } = recordingLog();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bandeau-systemd-"));
    fd = openSync(join(folder, "socket"), "w");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const heard = (): string => readFileSync(join(folder, "socket"), "utf8");
  const managerOf = (environment: Record<string, string>, pid = 77) =>
    serviceManager({ environment, pid, log });

  it("is told in the words of sd_notify", () => {
    const manager = managerOf({ SD_NOTIFY_FD: String(fd), WATCHDOG_USEC: "30000000", WATCHDOG_PID: "77" });
    expect(manager.watchdogMs).toBe(30_000);
    manager.ready();
    manager.alive();
    manager.status("bus up;\ndisplays 1 of 1");
    manager.reloading();
    manager.stopping();
    expect(heard()).toBe("READY=1WATCHDOG=1STATUS=bus up; displays 1 of 1RELOADING=1STOPPING=1");
    manager.status("x".repeat(5_000));
    expect(heard().length).toBeLessThan(300);
    closeSync(fd);
  });

  it("is told nothing where there is none", () => {
    closeSync(fd);
    for (const environment of [
      {},
      { SD_NOTIFY_FD: "-1" },
      { SD_NOTIFY_FD: "x", WATCHDOG_USEC: "30000000" },
    ]) {
      const manager = managerOf(environment);
      expect(manager.watchdogMs).toBeNull();
      manager.ready();
    }
    expect(heard()).toBe("");
  });

  it("does not watch another process, or when it does not say how often", () => {
    const socket = { SD_NOTIFY_FD: String(fd) };
    expect(managerOf({ ...socket, WATCHDOG_USEC: "5000000", WATCHDOG_PID: "78" }).watchdogMs).toBeNull();
    expect(managerOf({ ...socket, WATCHDOG_USEC: "0" }).watchdogMs).toBeNull();
    expect(managerOf({ ...socket, WATCHDOG_USEC: "5000000" }).watchdogMs).toBe(5_000);
    closeSync(fd);
  });

  it("that hears nothing is told of once", () => {
    const manager = managerOf({ SD_NOTIFY_FD: String(fd) });
    closeSync(fd);
    manager.ready();
    manager.alive();
    expect(said()).toEqual(["systemd does not hear us"]);
  });
});
