import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether the processor runs the guest itself, or every instruction of it is emulated, which is ten times slower. */
type Accelerator = "kvm" | "tcg";

const PROBE_LIMIT_MS = 15_000;
const GUEST_MEGABYTES = 768;

/** What only costs time in an emulated machine is switched off. */
const kernelWords =
  "console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check tsc=reliable random.trust_cpu=on audit=0 nowatchdog " +
  "cryptomgr.notests init_on_alloc=0 i8042.noaux i8042.nokbd 8250.nr_uarts=1 systemd.show_status=0 rw";

// Nehalem has what Node needs, without the vector units that are slow to emulate.
const processors: Readonly<Record<Accelerator, readonly string[]>> = {
  kvm: ["-accel", "kvm", "-cpu", "host"],
  tcg: ["-accel", "tcg,tb-size=512", "-cpu", "Nehalem,+rdrand,+tsc-deadline"],
};

/** A KVM that is there need not be one that boots Debian's kernel: it is tried once for an image. */
function acceleratorOf(image: string): Accelerator {
  const kept = join(image, "accelerator");
  try {
    return readFileSync(kept, "utf8") === "kvm" ? "kvm" : "tcg";
  } catch {
    const found = tried(image);
    writeFileSync(kept, found);
    return found;
  }
}

function tried(image: string): Accelerator {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch {
    return "tcg";
  }
  const words = [
    "-M",
    "q35",
    "-m",
    "512",
    "-nodefaults",
    "-no-user-config",
    "-display",
    "none",
    "-no-reboot",
  ];
  const boot = [
    "-serial",
    "stdio",
    "-kernel",
    join(image, "kernel/vmlinuz"),
    "-initrd",
    join(image, "initrd"),
  ];
  const { stdout } = spawnSync(
    "qemu-system-x86_64",
    [...processors.kvm, ...words, ...boot, "-append", "console=ttyS0 quiet panic=-1 rig.probe"],
    { timeout: PROBE_LIMIT_MS, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "ignore"] },
  );
  return stdout.includes("RIG-PROBE-OK") ? "kvm" : "tcg";
}

export interface MachineParts {
  /** The folder that `test/rig/image` made. */
  readonly image: string;
  readonly disk: string;
  /** A folder of this machine that the guest may read. */
  readonly project: string;
  /** A machine that was saved and goes on, in place of one that boots; null boots. */
  readonly saved: string | null;
}

/** The words that make QEMU the guest, with its sockets in a folder. */
export function qemuWords({ image, disk, project, saved }: MachineParts, folder: string): string[] {
  const socket = (name: string): string => `path=${join(folder, name)},server=on,wait=off`;
  return [
    ...processors[acceleratorOf(image)],
    ...["-M", "q35", "-m", String(GUEST_MEGABYTES), "-smp", "1", "-nodefaults", "-no-user-config"],
    ...["-display", "none", "-no-reboot", "-serial", `file:${join(folder, "console")}`],
    ...["-kernel", join(image, "kernel/vmlinuz"), "-initrd", join(image, "initrd"), "-append", kernelWords],
    // What the guest has synced is in the cache of this machine's kernel, and outlives the end of QEMU by force; what it has not
    // synced goes with QEMU, as with a power cut. Nobody waits for the real disk.
    ...["-drive", `file=${disk},if=none,id=disk,format=qcow2,cache=unsafe`],
    ...["-device", "virtio-blk-pci,drive=disk", "-device", "virtio-rng-pci"],
    ...["-device", "qemu-xhci,id=usb,p2=8,p3=8"],
    ...["-netdev", "user,id=floor,ipv6=off", "-device", "virtio-net-pci,netdev=floor,romfile="],
    ...["-device", "virtio-serial-pci,id=ports"],
    ...["-chardev", `socket,id=agent,${socket("agent")}`],
    ...["-device", "virtserialport,bus=ports.0,nr=1,chardev=agent,name=rig"],
    ...["-fsdev", `local,id=project,path=${project},security_model=none,multidevs=remap,readonly=on`],
    ...["-device", "virtio-9p-pci,fsdev=project,mount_tag=project"],
    ...["-qmp", `unix:${join(folder, "monitor")},server=on,wait=off`],
    ...(saved === null ? [] : ["-incoming", `exec:cat ${saved}`]),
  ];
}
