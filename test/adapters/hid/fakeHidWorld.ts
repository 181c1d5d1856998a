import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HidWorld } from "../../../src/adapters/hid/hidWorld.ts";

/** What a fake device says of itself, as the kernel writes it. */
export interface FakeHid {
  readonly ids?: string;
  readonly name?: string;
  readonly phys?: string;
  readonly uniq?: string;
  readonly descriptor?: Uint8Array;
}

/** A machine's `/dev` and `/sys/class/hidraw` in a folder, with devices that come and go. */
export class FakeHidWorld implements HidWorld {
  readonly dev: string;
  readonly sys: string;
  /** Nobody refuses anything to root, under whom tests may run: so this asks the file's mode. */
  readonly access = async (path: string): Promise<void> => {
    if ((statSync(path).mode & 0o600) !== 0o600) throw new Error("EACCES: permission denied");
  };
  readonly #root = mkdtempSync(join(tmpdir(), "bandeau-hid-"));
  #count = 0;

  constructor() {
    this.dev = join(this.#root, "dev");
    this.sys = join(this.#root, "sys/class/hidraw");
    for (const folder of [this.dev, this.sys]) mkdirSync(folder, { recursive: true });
  }

  /** As the kernel does: each plugging-in has a number of its own behind the name. Gives back the path of the device. */
  plug(name: string, fake: FakeHid = {}): string {
    const {
      ids = "0003:00000B0E:00002453",
      uniq = "",
      phys = "",
      descriptor = Uint8Array.of(0x05, 0x0b),
    } = fake;
    this.#count++;
    const bus = join(this.#root, "sys/devices", `0003:0B0E:2453.${String(this.#count).padStart(4, "0")}`);
    mkdirSync(join(bus, "hidraw", name, "device"), { recursive: true });
    const uevent = `DRIVER=hid-generic\nHID_ID=${ids}\nHID_NAME=${fake.name ?? ""}\nHID_PHYS=${phys}\nHID_UNIQ=${uniq}\n`;
    writeFileSync(join(bus, "hidraw", name, "device", "uevent"), uevent);
    writeFileSync(join(bus, "hidraw", name, "device", "report_descriptor"), descriptor);
    symlinkSync(join(bus, "hidraw", name), join(this.sys, name));
    writeFileSync(join(this.dev, name), "");
    return join(this.dev, name);
  }

  unplug(name: string): void {
    rmSync(join(this.dev, name));
    rmSync(join(this.sys, name));
  }

  /** As udev does a moment after the kernel. */
  permit(name: string, mode: number): void {
    chmodSync(join(this.dev, name), mode);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
