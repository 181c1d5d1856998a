import type { GuestJob } from "./guestJob.ts";
import type { Machine } from "./machine.ts";

/** The header of a Raspberry Pi 4. */
const CHIP = "pinctrl-bcm2711";
const LINES = 58;
export const towerLines = { red: 17, green: 22 } as const;

/** Tells the levels of the two lines at each change. */
const watching = `
import sys, time
folder, chip = "/sys/kernel/config/gpio-sim/${CHIP}", "bank0/chip_name"
place = "/sys/devices/platform/" + open(folder + "/dev_name").read().strip() + "/" + open(folder + "/" + chip).read().strip()
old = None
while True:
    now = " ".join(open("%s/sim_gpio%d/value" % (place, line)).read().strip() for line in (${towerLines.red}, ${towerLines.green}))
    if now != old:
        print(now, flush=True)
    old = now
    time.sleep(0.1)
`;

/** A tower with two lamps on lines of a simulated GPIO chip of the guest's kernel. */
export class Tower {
  #job: GuestJob | null = null;

  /** The chip comes into being; a board has it from its first moment on, the guest when we say so. */
  async plug(machine: Machine): Promise<void> {
    await machine.must(`gpio create ${CHIP} ${LINES} ${towerLines.red}=GPIO17 27=BELL`);
    this.#job = machine.open("python3", "-c", watching);
  }

  /** The chip stays, nobody looks at it any more. */
  async unplug(): Promise<void> {
    this.#job?.signal(9);
    await this.#job?.ended;
  }

  /** What a person saw from the beginning on: `red`, `green`, `dark` or `both`. */
  get history(): readonly string[] {
    const words: Readonly<Record<string, string>> = { "1 0": "red", "0 1": "green", "0 0": "dark" };
    const lines = this.#job?.out.split("\n").filter((line) => line !== "") ?? [];
    return lines.map((line) => words[line] ?? "both");
  }

  get colour(): string {
    return this.history.at(-1) ?? "unseen";
  }
}
