import {
  brightness,
  bytesOf,
  type Effect,
  effects,
  nameIn,
  type Speed,
  type Style,
  speeds,
  styles,
  waitLetter,
  waitSeconds,
} from "./codes.ts";
import { readLetters, writeLetters } from "./letters.ts";

/** What a line of a page is and how it is shown. Tags inside the text stay as they are, letters are letters. */
export interface WritePage {
  readonly name: "writePage";
  readonly line: number;
  readonly page: string;
  readonly leading: Effect;
  readonly speed: Speed;
  readonly style: Style;
  readonly waitSeconds: number;
  readonly lagging: Effect;
  /** Capital effects: the first line moves the whole display. Small ones: each line comes by itself. */
  readonly together: boolean;
  readonly text: string;
}

/** Which pages are shown when; the moments are `YYMMDDHHmm`. */
export interface WriteSchedule {
  readonly name: "writeSchedule";
  readonly schedule: string;
  readonly from: string;
  readonly until: string;
  readonly pages: string;
}

/** A command in words. Raw bytes are hexadecimal digits; `other` is a payload of which we know nothing. */
export type AmplusCommand =
  | WritePage
  | WriteSchedule
  /** `YYWWMMDDHHmmSS`; WW is 01 on Monday. */
  | { readonly name: "setClock"; readonly time: string }
  | { readonly name: "writeGraphic"; readonly page: string; readonly block: number; readonly pixels: string }
  | { readonly name: "deletePage"; readonly line: number; readonly page: string }
  | { readonly name: "deleteSchedule"; readonly schedule: string }
  | { readonly name: "deleteAll" | "beginUpdate" | "endUpdate" | "factoryGlyphs" }
  | { readonly name: "setDefaultPage"; readonly page: string }
  | { readonly name: "setBrightness"; readonly percent: number }
  | { readonly name: "writeGlyph"; readonly font: string; readonly code: string; readonly rows: string }
  | { readonly name: "other"; readonly text: string };

export const toHex = (text: string): string =>
  Array.from(bytesOf(text), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Hexadecimal digits as text with one character a byte. */
export const fromHex = (hex: string): string =>
  hex.replace(/([0-9a-f]{2})/gi, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

const pageForm = /^<L([1-8])><P([A-Z])><F([A-Za-z])><M([A-Za-z])><W([A-Z])><F([A-Za-z])>([\s\S]*)$/;
/** A page may go the way it came, but for the last seven effects. */
const leadingOnly: ReadonlySet<Effect> = new Set([
  "snow",
  "twinkle",
  "blockMove",
  "random",
  "penHelloWorld",
  "penWelcome",
  "penAmplus",
]);

function readPage(payload: string): WritePage | null {
  const [, line = "", page = "", first = "", how = "", wait = "", last = "", text = ""] =
    pageForm.exec(payload) ?? [];
  if (line === "") return null;
  const leading = nameIn(effects, first.toUpperCase());
  const lagging = nameIn(effects, last.toUpperCase());
  const speed = nameIn(speeds, how);
  const style = nameIn(styles, how);
  if (leading === null || lagging === null || speed === null || style === null || leadingOnly.has(lagging))
    return null;
  const together = first === first.toUpperCase();
  return {
    name: "writePage",
    line: Number(line),
    page,
    leading,
    speed,
    style,
    waitSeconds: waitSeconds(wait),
    lagging,
    together,
    text: readLetters(text),
  };
}

/** Payloads that a pattern tells apart, with what they mean. */
const readers: readonly (readonly [RegExp, (parts: readonly string[]) => AmplusCommand])[] = [
  [
    /^<T([A-E])>(\d{10})(\d{10})([A-Z]{1,31})$/,
    ([schedule = "", from = "", until = "", pages = ""]) => ({
      name: "writeSchedule",
      schedule,
      from,
      until,
      pages,
    }),
  ],
  [/^<SC>(\d{14})$/, ([time = ""]) => ({ name: "setClock", time })],
  [
    /^<G([A-P])([1-8])>([\s\S]{64})$/,
    ([page = "", block, pixels = ""]) => ({
      name: "writeGraphic",
      page,
      block: Number(block),
      pixels: toHex(pixels),
    }),
  ],
  [/^<DL([1-8])P([A-Z])>$/, ([line, page = ""]) => ({ name: "deletePage", line: Number(line), page })],
  [/^<DT([A-E])>$/, ([schedule = ""]) => ({ name: "deleteSchedule", schedule })],
  [/^<D\*>$/, () => ({ name: "deleteAll" })],
  [/^<RP([A-Z])>$/, ([page = ""]) => ({ name: "setDefaultPage", page })],
  [/^<BA>$/, () => ({ name: "setBrightness", percent: brightness.A })],
  [/^<BB>$/, () => ({ name: "setBrightness", percent: brightness.B })],
  [/^<BC>$/, () => ({ name: "setBrightness", percent: brightness.C })],
  [/^<BD>$/, () => ({ name: "setBrightness", percent: brightness.D })],
  [/^<BE>$/, () => ({ name: "beginUpdate" })],
  [/^<BF>$/, () => ({ name: "endUpdate" })],
  [
    /^<F([A-C])([0-9A-F]{2})>([\s\S]{8})$/,
    ([font = "", code = "", rows = ""]) => ({ name: "writeGlyph", font, code, rows: toHex(rows) }),
  ],
  [/^<DU>$/, () => ({ name: "factoryGlyphs" })],
];

/** A frame's payload in words. */
export function readCommand(payload: string): AmplusCommand {
  const page = readPage(payload);
  if (page !== null) return page;
  for (const [form, read] of readers) {
    const parts = form.exec(payload);
    if (parts !== null) return read(parts.slice(1));
  }
  return { name: "other", text: payload };
}

function pageText(command: WritePage): string {
  const { line, page, leading, speed, style, waitSeconds: seconds, lagging, together, text } = command;
  const cased = (effect: Effect): string => (together ? effects[effect] : effects[effect].toLowerCase());
  const how = speeds[speed].charAt(Object.keys(styles).indexOf(style));
  const around = `<F${cased(leading)}><M${how}><W${waitLetter(seconds)}><F${cased(lagging)}>`;
  return `<L${line}><P${page}>${around}${writeLetters(text)}`;
}

const brightnessText = (percent: number): string => {
  const [letter = "A"] = Object.entries(brightness).find(([, value]) => value === percent) ?? [];
  return `<B${letter}>`;
};

/** The payload for a command in words. */
export function commandText(command: AmplusCommand): string {
  switch (command.name) {
    case "writePage":
      return pageText(command);
    case "writeSchedule":
      return `<T${command.schedule}>${command.from}${command.until}${command.pages}`;
    case "setClock":
      return `<SC>${command.time}`;
    case "writeGraphic":
      return `<G${command.page}${command.block}>${fromHex(command.pixels)}`;
    case "deletePage":
      return `<DL${command.line}P${command.page}>`;
    case "deleteSchedule":
      return `<DT${command.schedule}>`;
    case "deleteAll":
      return "<D*>";
    case "setDefaultPage":
      return `<RP${command.page}>`;
    case "setBrightness":
      return brightnessText(command.percent);
    case "beginUpdate":
      return "<BE>";
    case "endUpdate":
      return "<BF>";
    case "writeGlyph":
      return `<F${command.font}${command.code}>${fromHex(command.rows)}`;
    case "factoryGlyphs":
      return "<DU>";
    case "other":
      return command.text;
  }
}
