import type { Rgb } from "../../../domain/light.ts";
import { hexRgb } from "../bus/jsonObject.ts";

/** One command of Tasmota, understood. */
export type TasmotaCommand =
  | { readonly name: "Power"; readonly relay: number; readonly to: PowerWish }
  | { readonly name: "Color"; readonly rgb: Rgb; readonly keepsDimmer: boolean }
  | { readonly name: "Dimmer"; readonly percent: number }
  | { readonly name: "BlinkTime"; readonly tenths: number }
  | { readonly name: "BlinkCount"; readonly count: number }
  /** A command that the firmware knows and that changes nothing a person sees at once. */
  | { readonly name: "setting"; readonly text: string }
  | { readonly name: "unknown"; readonly text: string };

export type PowerWish = "off" | "on" | "toggle" | "blink" | "blinkoff";

const powerWords: Readonly<Record<string, PowerWish>> = {
  "0": "off",
  off: "off",
  false: "off",
  "1": "on",
  on: "on",
  true: "on",
  "2": "toggle",
  toggle: "toggle",
  "3": "blink",
  blink: "blink",
  "4": "blinkoff",
  blinkoff: "blinkoff",
};

/** Commands of one Backlog; Tasmota takes no more. */
export const MOST_BACKLOG = 30;

const settings = /^(fade|speed|scheme|white|hsbcolor|channel|setoption|savedata|state|status)\d*$/;

function rgbOf(text: string): Rgb | null {
  const parts = text.split(",");
  if (parts.length < 3) return hexRgb(text.replace("#", "").slice(0, 6));
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Math.min(255, Math.max(0, Number(part) || 0)));
  return { red, green, blue };
}

const whole = (text: string, least: number, most: number): number | null => {
  if (!/^\d{1,5}$/.test(text)) return null;
  return Math.min(most, Math.max(least, Number(text)));
};

/** A command's name, its number (1 where none is written), and what stands behind it. */
function commandOf(word: string, text: string): TasmotaCommand {
  const [, name = "", digits = ""] = /^([a-z]+)(\d*)$/.exec(word.toLowerCase()) ?? [];
  const argument = text.trim();
  const unknown = { name: "unknown", text: `${word} ${argument}`.trim() } as const;
  if (name === "power") {
    const to = Object.hasOwn(powerWords, argument.toLowerCase())
      ? powerWords[argument.toLowerCase()]
      : undefined;
    return to === undefined ? unknown : { name: "Power", relay: digits === "" ? 1 : Number(digits), to };
  }
  if (name === "color" && ["", "1", "2"].includes(digits)) {
    const rgb = rgbOf(argument);
    return rgb === null ? unknown : { name: "Color", rgb, keepsDimmer: digits === "2" };
  }
  const percent = name === "dimmer" ? whole(argument, 0, 100) : null;
  if (percent !== null) return { name: "Dimmer", percent };
  const tenths = name === "blinktime" ? whole(argument, 2, 3_600) : null;
  if (tenths !== null) return { name: "BlinkTime", tenths };
  const count = name === "blinkcount" ? whole(argument, 0, 32_000) : null;
  if (count !== null) return { name: "BlinkCount", count };
  return settings.test(word.toLowerCase()) ? { name: "setting", text: unknown.text } : unknown;
}

/** What a message asks: the last level of its topic is a command, and a Backlog has several. */
export function readTasmota(word: string, payload: string): readonly TasmotaCommand[] {
  if (!/^backlog[0-3]?$/i.test(word)) return [commandOf(word, payload)];
  return payload
    .split(";")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .slice(0, MOST_BACKLOG)
    .map((each) => {
      const [command = "", ...rest] = each.split(/\s+/);
      return commandOf(command, rest.join(" "));
    });
}
