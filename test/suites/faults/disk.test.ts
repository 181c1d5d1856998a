import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import type { BusClient, Heard } from "../busClient.ts";
import type { HeadsetProcess } from "../headsetProcess.ts";
import { eventually } from "../process.ts";
import { seatsTest as it, type SeatsBench, seatTopic } from "../seatsBench.ts";

const seatDecides = { authority: "seat", afterLogin: "ready" };
const isRoot = process.getuid?.() === 0;

interface Change {
  readonly id: string;
  readonly seq: number;
  readonly state: string;
}

/** Every change that was heard, the first time it was. */
function changes(heard: readonly Heard[]): Change[] {
  const told = heard.filter(({ topic }) => topic === seatTopic("p1", "state"));
  return [
    ...new Map(told.map(({ payload }) => JSON.parse(payload) as Change).map((one) => [one.id, one])).values(),
  ];
}

/** A call, as long as it takes until the bus has both ends of it. */
async function call(headset: HeadsetProcess, bus: BusClient): Promise<void> {
  await headset.do("answer");
  await bus.hears(seatTopic("p1", "state"), ({ state }) => state === "busy");
  await headset.do("hangup");
  await bus.hears(seatTopic("p1", "state"), ({ state }) => state !== "busy");
}

/** A file system of its own for the state: small enough to be filled, or read-only. */
function mountState({ stateFolder }: SeatsBench, options: string): () => Promise<void> {
  mkdirSync(stateFolder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "bandeau-test", stateFolder], { stdio: "pipe" });
  return async () => {
    execFileSync("umount", ["-l", stateFolder], { stdio: "pipe" });
  };
}

/** Whether this machine lets us mount; a container often does not. */
function canMount(): boolean {
  if (!isRoot) return false;
  try {
    execFileSync("unshare", ["-m", "mount", "-t", "tmpfs", "bandeau-test", "/mnt"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

describe.concurrent("the folder of the state", () => {
  it.skipIf(!canMount())(
    "that is full loses no change while the bus is there, and says so",
    async ({ bench, expect }) => {
      bench.add(mountState(bench, "size=64k,mode=700"));
      const { headset, bus, heard, daemon } = await bench.run(seatDecides);
      await call(headset, bus);
      const ballast = join(bench.stateFolder, "ballast");
      writeFileSync(ballast, "");
      for (const size of [4_096, 512, 1])
        for (let written = 0; written < 65_536; written += size) {
          try {
            writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
          } catch {
            break;
          }
        }
      await call(headset, bus);
      await daemon.line((line) => line.includes("the disk is full"));
      rmSync(ballast);
      await call(headset, bus);
      expect(changes(heard).map(({ seq }) => seq)).toEqual(changes(heard).map((_, index) => index + 1));
      expect(daemon.isRunning).toBe(true);
    },
  );

  it.skipIf(!canMount())("that is read-only stops nobody's work, and is said", async ({ bench, expect }) => {
    bench.add(mountState(bench, "ro,size=1m,mode=700"));
    const { headset, bus, heard, daemon } = await bench.run(seatDecides);
    await daemon.line((line) => line.includes("read-only"));
    for (let time = 0; time < 3; time++) await call(headset, bus);
    const seqs = changes(heard).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(await daemon.stop()).toBe(0);
  });

  it("torn at any byte keeps nobody from working, and no change gets the id of another", async ({
    bench,
    expect,
  }) => {
    const { headset, bus, heard, daemon } = await bench.run(seatDecides);
    await call(headset, bus);
    await daemon.kill();
    const path = join(bench.stateFolder, "seats.json");
    const whole = readFileSync(path);
    expect(whole.length).toBeGreaterThan(20);
    for (const share of [0, 0.3, 0.6, 0.95]) {
      truncateSync(path, Math.floor(whole.length * share));
      const again = bench.daemon();
      await again.line((line) => line.includes("headset up"));
      await headset.opened();
      await call(headset, bus);
      await again.kill();
      expect(again.errors).toEqual([]);
    }
    writeFileSync(path, Buffer.from(Array.from(whole, (byte, at) => (at % 7 === 3 ? byte ^ 0x5a : byte))));
    const last = bench.daemon();
    await last.line((line) => line.includes("headset up"));
    await headset.opened();
    await call(headset, bus);
    const ids = changes(heard).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    await eventually(
      () => changes(heard).at(-1)?.state !== "busy",
      5_000,
      () => JSON.stringify(changes(heard)),
    );
  });
});
