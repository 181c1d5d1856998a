import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { codeOf, loadKernel } from "../../../src/adapters/gpio/koffiKernel.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-kernel-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the kernel's calls", () => {
  it("fail with the system's own word", async () => {
    const kernel = await loadKernel();
    const fd = kernel.open("/dev/null");
    const thrown = (() => {
      try {
        kernel.ioctl(fd, 0x8044b401, new Uint8Array(68));
        return null;
      } catch (error) {
        return error;
      }
    })();
    kernel.close(fd);
    expect(codeOf(thrown)).toBe("ENOTTY");
    expect(() => kernel.neverWait(-1)).toThrow("EBADF");
    expect(() => kernel.open(join(folder, "absent"))).toThrow("ENOENT");
  });

  it("do not wait for events that are not there", async () => {
    const kernel = await loadKernel();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const fd = kernel.open(pipe);
    kernel.neverWait(fd);
    const into = new Uint8Array(48);
    expect(kernel.read(fd, into)).toBe(0);
    writeFileSync(pipe, "an event");
    expect(kernel.read(fd, into)).toBe(8);
    kernel.close(fd);
    expect(() => kernel.read(fd, into)).toThrow("EBADF");
  });

  it("have no word for what is no error of the system", () => {
    expect([codeOf(null), codeOf(new Error("plain"))]).toEqual(["", ""]);
  });
});
