import { z } from "zod";
import { darkLamp, isDark, type Lamp, type LightLook, sameLook } from "../../domain/light.ts";
import type { Answer, Verdict } from "../../ports/displayDriver.ts";
import type { LightFrame, LightWord } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { bytesText, onLine, says, textBytes, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { onALine } from "./onALine.ts";
import { colourlessLamps, inOwnColours, litLamp } from "./ownColours.ts";
import { atOneRate, flashHzOption, measuredRhythms, onlyRhythm } from "./ownFlash.ts";

/** Two bytes: write, and a bit for everything (PATLITE's PHN command, as older towers and the LA6-POE know it). */
const WRITE = 0x57;
const READ = 0x52;
const TIERS = 3;
const BUZZER = 0x08;
const SECOND_BUZZER = 0x10;
const FIRST_BLINKING = 5;

const withinMs = 500;
const retries = 1;

const options = z.strictObject({ flashHz: flashHzOption });

type Options = z.output<typeof options>;

/** Judged as a whole word from its first letter on. */
function judge(bytes: Uint8Array): Verdict {
  const text = bytesText(bytes.subarray(0, 3));
  if (text === "ACK") return { kind: "taken" };
  if (text === "NAK")
    return {
      kind: "refused",
      reason: "the light refused a command (NAK)",
      advice: "check in its web page that PHN commands are allowed",
    };
  if ("ACK".startsWith(text) || "NAK".startsWith(text)) return { kind: "more" };
  return {
    kind: "refused",
    reason: "the light answered neither ACK nor NAK",
    advice: "choose the model for PNS commands, or change the protocol in the light's web page",
  };
}

const answer: Answer = { withinMs, retries, read: judge };

function bits({ lamps, buzzer }: LightLook): number {
  const tiers = lamps.reduce((mask, lamp, tier) => {
    if (isDark(lamp)) return mask;
    return mask | (1 << (lamp.rhythm === "steady" ? tier : FIRST_BLINKING + tier));
  }, 0);
  return buzzer ? tiers | BUZZER : tiers;
}

function frames(held: LightLook | null, wanted: LightLook): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  return [onLine([WRITE, bits(wanted)], answer)];
}

function lampsOf(mask: number, model: LightModel, { flashHz }: Options): ReadonlyMap<number, Lamp> {
  const lamps = model.lamps.map(({ colour }, tier): [number, Lamp] => {
    const lit = litLamp(colour);
    if ((mask & (1 << (FIRST_BLINKING + tier))) !== 0)
      return [tier, { ...lit, rhythm: onlyRhythm(flashHz) ?? "fast" }];
    return [tier, (mask & (1 << tier)) === 0 ? darkLamp : lit];
  });
  return new Map(lamps);
}

const lengthOf = ([first]: Uint8Array): number => (first === WRITE ? 2 : 1);

function understand(frame: LightFrame, model: LightModel, settings: Options): Understood {
  const [command, mask] = frame.kind === "bytes" ? frame.bytes : [];
  const length = frame.kind === "bytes" ? frame.bytes.length : 0;
  if (command === READ && length === 1) return { command: { name: "read", facts: {}, problems: [] } };
  if (command !== WRITE || mask === undefined || length !== 2) {
    const says = frame.kind === "bytes" ? [word("NAK")] : [];
    return { command: unknownCommand(frame, "57 and one byte, or 52"), event: "refused", says };
  }
  return {
    command: { name: "write", facts: { bits: mask }, problems: [] },
    sets: lampsOf(mask, model, settings),
    ...(model.hasBuzzer ? { buzzer: (mask & (BUZZER | SECOND_BUZZER)) !== 0 } : {}),
    says: [word("ACK")],
  };
}

const word = (text: string): LightWord => says(...textBytes(text));

/** PATLITE's older network towers: two bytes over TCP, answered by ACK or NAK. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({
    rhythms: (_, { flashHz }) => measuredRhythms(flashHz),
    lengthOf,
    understand,
    reply: (bytes, look) => (bytes[0] === READ ? [says(READ, bits(look))] : []),
  }),
  kind: "patlite-phn",
  options,
  problems: (model) => [
    ...colourlessLamps(model),
    ...(model.lamps.length > TIERS ? [`PHN knows ${TIERS} tiers`] : []),
  ],
  nearest: (wanted, model, { flashHz }) => atOneRate(inOwnColours(wanted, model), flashHz),
  frames,
});
