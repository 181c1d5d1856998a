import { join } from "node:path";
import type { UhidDevice } from "../../src/adapters/uhid/openUhid.ts";
import { bindBare, findLight } from "../../src/cli/lightModels.ts";
import { servedLight } from "../../src/cli/lightSockets.ts";
import type { Monotonic } from "../../src/domain/instant.ts";
import type { VirtualLight } from "../../src/ports/lightDriver.ts";
import { plugInto } from "./guestUhid.ts";
import type { Machine } from "./machine.ts";

/** This file and the bundle that it becomes lie equally deep. */
const modelFile = join(import.meta.dirname, "..", "..", "devices", "lights", "luxafor-flag.yaml");

/** A Luxafor Flag on a socket of the guest. */
export class Busylight {
  readonly #light: VirtualLight;
  readonly #served: ReturnType<typeof servedLight>;
  #device: UhidDevice | null = null;

  private constructor(light: VirtualLight, served: ReturnType<typeof servedLight>) {
    this.#light = light;
    this.#served = served;
  }

  static async make(serialNumber: string): Promise<Busylight> {
    const bound = bindBare(await findLight(modelFile));
    const light = bound.twin();
    const served = servedLight(bound, serialNumber, (frame) => light.take(frame, now()));
    return new Busylight(light, served);
  }

  async plug(machine: Machine): Promise<void> {
    this.#served.plug.pushIn();
    this.#device = await plugInto(machine, this.#served.served);
  }

  async unplug(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    this.#served.plug.pullOut();
    this.#light.powerCycle();
    await device?.close();
  }

  /** What a person sees: `red`, `green`, `dark`, or what else it mixes. */
  get colour(): string {
    const [lamp] = this.#light.burning(now());
    if (lamp === undefined) return "dark";
    const { red, green, blue } = lamp;
    if (red + green + blue === 0) return "dark";
    if (red > 0 && green + blue === 0) return "red";
    return green > 0 && red + blue === 0 ? "green" : `${red} ${green} ${blue}`;
  }
}

const now = (): Monotonic => performance.now() as Monotonic;
