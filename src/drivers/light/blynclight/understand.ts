import { darkLamp, type Lamp, type Rhythm } from "../../../domain/light.ts";
import type { LightFrame } from "../../../ports/lightDriver.ts";
import { byteAt, hexByte, rgbWord } from "../byteWords.ts";
import { unknownCommand } from "../frameBytes.ts";
import type { Understood } from "../lampTwin.ts";
import { strippedPayload } from "../plainReports.ts";
import { type BlynclightOptions, type Speed, speeds } from "./options.ts";

/** Bytes of a command: red, blue, green, light, sound, volume, and two that end it. */
export const commandBytes = 8;
export const trailer = [0xff, 0x22] as const;

export const lightBits = { off: 0x01, dim: 0x02, flash: 0x04 } as const;
const speedShift = 3;
export const soundBits = { play: 0x10, repeat: 0x20 } as const;

/** How bright its dim step is told to be; the maker does not say. */
const dimPercent = 50;

const volumeBits = 0x0f;
const tuneBits = 0x0f;

const speedOf = (light: number): Speed | null => {
  const bits = (light >> speedShift) & 0x07;
  return bits === speeds.slow
    ? "slow"
    : bits === speeds.medium
      ? "medium"
      : bits === speeds.fast
        ? "fast"
        : null;
};

function rhythmOf(light: number): Rhythm {
  if ((light & lightBits.flash) === 0) return "steady";
  return speedOf(light) === "slow" ? "slow" : "fast";
}

function problemsOf(bytes: Uint8Array): readonly string[] {
  const light = byteAt(bytes, 3);
  const [first, second] = [byteAt(bytes, 6), byteAt(bytes, 7)];
  const isStrobe = (light & lightBits.flash) !== 0 && speedOf(light) === null;
  const isUsual = first === trailer[0] && second === trailer[1];
  return [
    ...(isStrobe ? ["flashing at no known speed is a strobe that is faster than people bear"] : []),
    ...(isUsual ? [] : [`it ends in ${hexByte(first)} ${hexByte(second)}, usual is 0xff 0x22`]),
  ];
}

/** One command of a Blynclight, in words and as what it does. */
export function understand(frame: LightFrame, hasBuzzer: boolean): Understood {
  const bytes = strippedPayload(frame);
  if (bytes === null || bytes.length !== commandBytes) {
    return { command: unknownCommand(frame, `not ${commandBytes} bytes`), event: "dropped" };
  }
  const rgb = { red: byteAt(bytes, 0), green: byteAt(bytes, 2), blue: byteAt(bytes, 1) };
  const [light, sound, volume] = [byteAt(bytes, 3), byteAt(bytes, 4), byteAt(bytes, 5)];
  const isOff = (light & lightBits.off) !== 0;
  const isDim = (light & lightBits.dim) !== 0;
  const flashes = (light & lightBits.flash) !== 0;
  const plays = (sound & soundBits.play) !== 0;
  const lamp: Lamp = { rgb, rhythm: rhythmOf(light), dim: isDim ? dimPercent : 100, fadeMs: 0 };
  return {
    command: {
      name: isOff ? "off" : "colour",
      facts: {
        rgb: rgbWord(rgb),
        ...(isDim ? { dim: true } : {}),
        ...(flashes ? { speed: speedOf(light) ?? "strobe" } : {}),
        ...(plays ? { tune: sound & tuneBits, repeats: (sound & soundBits.repeat) !== 0 } : {}),
        ...(plays || volume !== 0 ? { volume: volume & volumeBits } : {}),
      },
      problems: problemsOf(bytes),
    },
    sets: new Map([[0, isOff ? darkLamp : lamp]]),
    buzzer: hasBuzzer && plays && (volume & volumeBits) !== 0,
  };
}

/** The light's byte for a speed of flashing. */
export const flashing = (speed: Speed): number => lightBits.flash | (speeds[speed] << speedShift);

/** The speed that stands for a rhythm. */
export const speedFor = (rhythm: "slow" | "fast", { fastSpeed }: BlynclightOptions): Speed =>
  rhythm === "slow" ? "slow" : fastSpeed;
