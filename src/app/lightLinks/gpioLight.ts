import { EMPTY } from "rxjs";
import type { GpioOutputs } from "../../ports/gpio.ts";
import type { LightLink } from "../../ports/lightLink.ts";
import { wrongWire } from "./wrongWire.ts";

/** A light on output lines. */
export const gpioLight = (outputs: GpioOutputs): LightLink => ({
  lost: outputs.lost,
  words$: EMPTY,
  close: () => outputs.close(),
  async send(frame) {
    if (frame.kind !== "levels") throw wrongWire(frame, "GPIO");
    await outputs.write(frame.levels);
  },
});
