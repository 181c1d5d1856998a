import type { UhidDevice } from "../../src/adapters/uhid/openUhid.ts";
import { headsetTwin } from "../../src/compose/headsetTwins.ts";
import { readHeadset } from "../../src/drivers/headset/telephony.ts";
import { describedHeadsets } from "../../src/simulated/headset/descriptors.ts";
import type { HeadsetTwin } from "../../src/simulated/headsetTwin.ts";
import { plugInto } from "./guestUhid.ts";
import type { Machine } from "./machine.ts";
import { pause, until } from "./until.ts";

/** A hand is no quicker; what is, is a bounce. */
const HAND_MS = 250;
/** An emulated machine answers late. */
const ANSWER_LIMIT_MS = 20_000;

/** A Jabra on a socket of the guest, and the hand that lifts it. */
export class Headset {
  readonly #twin: HeadsetTwin;
  #device: UhidDevice | null = null;

  constructor(serialNumber: string) {
    const jabra = describedHeadsets.find(({ name }) => name === "jabra-link-380");
    if (jabra === undefined) throw new Error("no such headset is described");
    const { vendorId, productId, product } = jabra;
    const descriptor = Uint8Array.from(Buffer.from(jabra.descriptor, "hex"));
    this.#twin = headsetTwin({ vendorId, productId, product, serialNumber, descriptor });
  }

  async plug(machine: Machine): Promise<void> {
    const { isNumbered } = readHeadset(this.#twin.info.descriptor);
    this.#twin.plug();
    this.#device = await plugInto(machine, {
      info: this.#twin.info,
      isNumbered,
      connect: () => this.#twin.connect(),
    });
  }

  async unplug(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    this.#twin.unplug();
    await device?.close();
  }

  get isLit(): boolean {
    return this.#twin.lit.has("OffHook");
  }

  /** Lifts it or lays it down; whether the daemon has answered with the Off-Hook LED in time. */
  async hand(up: boolean, limitMs: number): Promise<boolean> {
    if (this.#twin.offHook !== up) this.#twin.press(up ? "answer" : "hangup");
    const late = Date.now() + limitMs;
    while (this.isLit !== up && Date.now() < late) await pause(20);
    const isAnswered = this.isLit === up;
    await pause(HAND_MS);
    return isAnswered;
  }

  /** The same, again and again until it is answered: the first word behind an opening only tells how it is. */
  async mustHand(up: boolean): Promise<void> {
    await until(
      async () => {
        if (await this.hand(up, 3_000)) return true;
        await this.hand(!up, 1_000);
        return false;
      },
      ANSWER_LIMIT_MS,
      () => `the headset that was ${up ? "lifted" : "laid down"} is answered`,
    );
  }
}
