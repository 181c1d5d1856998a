import { darkLamp, darkLook, type LightLook, lightColours } from "../domain/light.ts";
import { lampsOf, standIn, type WantedLamps } from "../domain/lightLamps.ts";
import { colourWord, readColour } from "../domain/lightWords.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import { Fault } from "../ports/fault.ts";
import type { LightModel } from "../ports/lightModel.ts";

/** What somebody types about a light. */
export interface LightWish {
  /** RRGGBB, with or without # before it. */
  readonly rgb?: string;
  readonly colour?: string;
  readonly off?: boolean;
  readonly flash?: "slow" | "fast";
  readonly fadeMs?: number;
  /** A lamp by its number from 1, or its name. */
  readonly led?: string;
  readonly dim?: number;
  readonly buzzer?: boolean;
}

/** A wish on a light: what is wanted, and what is there before; null where that does not matter. */
export interface WishedLook {
  readonly held: LightLook | null;
  readonly wanted: LightLook;
}

/** What a wish means on a light, or a Fault that says what to write. */
export function readWish(wish: LightWish, model: LightModel): WishedLook {
  const lamp = wish.led === undefined ? undefined : lampNamed(wish.led, model);
  const colour = wish.off === true ? undefined : colourOf(wish);
  checkColour(wish, colour, lamp, model);
  const { flash, dim, fadeMs } = wish;
  const lit = lookOf(
    { colour: colour ?? (wish.off === true ? "white" : undefined), lamp, flash, dim, fadeMs },
    model,
  );
  const buzzer = wish.buzzer === true && wish.off !== true;
  if (buzzer && !model.hasBuzzer)
    throw new Fault("LIGHT_BUZZER", `${model.name} has no buzzer`, "leave --buzzer away");
  const dark = darkLook(model.lamps.length);
  if (wish.off !== true) return { held: lamp === undefined ? null : dark, wanted: { ...lit, buzzer } };
  const out = { ...dark, lamps: dark.lamps.map((one) => ({ ...one, fadeMs: fadeMs ?? 0 })) };
  return { held: lamp === undefined ? null : lit, wanted: out };
}

function colourOf({ rgb, colour }: LightWish): string | undefined {
  if (rgb !== undefined && colour !== undefined)
    throw new Fault("LIGHT_COLOUR", "a light has one colour", "write either --rgb or --colour");
  if (rgb !== undefined) {
    const read = readColour(`#${rgb.replace(/^(#|0x)/i, "")}`);
    if (read !== null) return hexOfRgb(rgb);
    throw new Fault(
      "LIGHT_COLOUR",
      `'${rgb}' is no colour`,
      "write --rgb as six digits RRGGBB: --rgb ff8000",
    );
  }
  if (colour === undefined) return undefined;
  const read = readColour(colour);
  if (read !== null) return colour.startsWith("#") ? colour.toLowerCase() : colourWord(read);
  const known = Object.keys(lightColours);
  throw new Fault(
    "LIGHT_COLOUR",
    `there is no colour '${colour}'`,
    `${wordAdvice(colour, known)}\nknown: ${known.join(", ")}, or --rgb RRGGBB`,
  );
}

const hexOfRgb = (rgb: string): string => `#${rgb.replace(/^(#|0x)/i, "").toLowerCase()}`;

function lampNamed(led: string, { lamps, name }: LightModel): string {
  const byName = lamps.find((one) => one.name === led);
  const byNumber = /^\d+$/.test(led) ? lamps[Number(led) - 1] : undefined;
  const found = byName ?? byNumber;
  if (found !== undefined) return found.name;
  const names = lamps.map((one, index) => `${index + 1} ${one.name}`).join(", ");
  throw new Fault("LIGHT_LAMP", `${name} has no lamp '${led}'`, `its lamps are ${names}`);
}

/** Refuses what would leave a light dark that was to be lit. */
function checkColour(
  { off }: LightWish,
  colour: string | undefined,
  lamp: string | undefined,
  { lamps, name }: LightModel,
): void {
  if (off === true) return;
  const meant = lamps.filter((one) => lamp === undefined || one.name === lamp);
  const own = meant.flatMap((one) => (one.colour === "any" ? [] : [one.colour]));
  const [only] = own;
  if (colour === undefined && !(meant.length === 1 && only !== undefined))
    throw new Fault("LIGHT_COLOUR", "say a colour", "write --colour red, --rgb ff8000, or --off");
  if (colour === undefined || own.length < meant.length || only === undefined) return;
  const burning = standIn(colour, own);
  const isNone = lamp === undefined ? burning === null : burning !== only;
  if (isNone)
    throw new Fault(
      "LIGHT_COLOUR",
      lamp === undefined ? `${name} has no lamp that could mean ${colour}` : `the lamp ${lamp} is ${only}`,
      `${lamp === undefined ? "it has" : "write"} ${[...new Set(own)].join(", ")}`,
    );
}

function lookOf(wanted: WantedLamps, { lamps }: LightModel): LightLook {
  return { lamps: lampsOf(lamps, wanted).map((lamp) => lamp ?? darkLamp), buzzer: false };
}
