import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Machine } from "./machine.ts";

/** A disk that holds only what differs from another one. */
export function diskOver(base: string, path: string): string {
  rmSync(path, { force: true });
  execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base, path]);
  return path;
}

/** A Debian that has booted and waits: its disk, which must not be written to, and its memory. Made once for an image. */
export async function bootedDebian(image: string, project: string): Promise<{ disk: string; saved: string }> {
  const [disk, saved] = [join(image, "warm.qcow2"), join(image, "warm.state")];
  if (existsSync(saved)) return { disk, saved };
  diskOver(join(image, "disk.qcow2"), disk);
  const machine = await Machine.start({ image, disk, project, saved: null });
  try {
    // The boot's last jobs end before it is saved. Some of Debian's may fail in a machine that lacks what they are for.
    await machine.run("systemctl is-system-running --wait; udevadm settle; sync");
    await machine.save(`${saved}.part`);
  } finally {
    await machine.kill();
  }
  renameSync(`${saved}.part`, saved);
  return { disk, saved };
}
