import { linesOf } from "../domain/glass.ts";
import type { DecodedWire, WireTarget } from "../drivers/defineWireCodec.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import { Fault } from "../ports/fault.ts";
import { bindTarget } from "./displayModels.ts";

/** Any moment will do for a sign that was just plugged in. */
const switchedOnAt = 1_000_000;

/** A sign that was spoken to: one with that address where a sign may have it, else the model as its file has it. */
function addressed(target: WireTarget, addressee: WireTarget["settings"]): BoundDisplay {
  try {
    return bindTarget(target, addressee);
  } catch (error) {
    if (error instanceof Fault) return bindTarget(target);
    throw error;
  }
}

/** The lines that a virtual sign shows which got just these frames; blank ones at the end are left out. */
export function glassFrom({ heard, addressee }: DecodedWire, target: WireTarget): string[] {
  const sign = addressed(target, addressee).sign();
  let at = switchedOnAt;
  for (const { bytes, pauseAfterMs } of heard) {
    sign.feed(bytes, at);
    at += pauseAfterMs;
  }
  const lines = linesOf(sign.glass(at));
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}
