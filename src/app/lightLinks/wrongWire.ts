import { Fault } from "../../ports/fault.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";

/** A frame that cannot go this way: a driver whose `wire` is not what its frames are for. */
export const wrongWire = (frame: LightFrame, wire: string): Fault =>
  new Fault(
    "LIGHT_WIRE",
    `a ${frame.kind} frame cannot go over ${wire}`,
    "this is a mistake in the light's driver: please report it with the log",
  );
