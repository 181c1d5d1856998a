import { writeBits } from "./reportBits.ts";
import type { HeadsetControls } from "./telephony.ts";

/** One output report as it is written to the device. */
export interface LedReport {
  /** The names of all LEDs in it, lit or not. */
  readonly leds: readonly string[];
  /** In its full declared length behind its number, which is 0 where reports carry none. */
  readonly report: Uint8Array;
}

/**
 * Every report that holds LEDs, in the order of the descriptor, with exactly these lit: a report always says all of its
 * LEDs, because what it does not light it puts out. LEDs that the headset has not are the caller's to notice.
 */
export function encodeLeds(controls: HeadsetControls, lit: ReadonlySet<string>): readonly LedReport[] {
  return [...controls.outputBits].flatMap(([reportId, bits]) => {
    const held = controls.outputs.filter((control) => control.reportId === reportId);
    if (held.length === 0) return [];
    const payload = new Uint8Array(Math.ceil(bits / 8));
    const used = new Map<number, number>();
    for (const { name, bitOffset, bitSize, arrayValue, slots } of held) {
      const slot = used.get(bitOffset) ?? 0;
      if (!lit.has(name) || slot >= slots) continue;
      writeBits(payload, bitOffset + slot * bitSize, bitSize, arrayValue ?? 1);
      used.set(bitOffset, slot + 1);
    }
    return [{ leds: held.map(({ name }) => name), report: Uint8Array.of(reportId, ...payload) }];
  });
}
