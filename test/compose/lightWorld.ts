import type { LightWorld } from "../../src/compose/lightOpener.ts";
import { lightTwins } from "../../src/compose/realWorld.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { boards } from "../../src/simulated/gpioBoard.ts";
import { GpioTwin } from "../../src/simulated/gpioTwin.ts";

/** Lights that are twins, GPIO that is one, and no line at all. */
export const lightWorld = (clock: Clock): LightWorld => ({
  line: () => () => Promise.reject(new Error("no light on a line")),
  gpio: { open: async () => new GpioTwin(boards.pi4) },
  twin: lightTwins({ clock }),
});
