import type { Rgb } from "../../../domain/light.ts";
import { type Fields, fieldsOf, hexRgb, jsonObject, wholeNumber } from "../bus/jsonObject.ts";

/** What a message changes in a segment; what is absent stays. */
export interface SegmentChange {
  /** Null: every segment. */
  readonly id: number | null;
  readonly on?: boolean;
  readonly bri?: number;
  readonly fx?: number;
  readonly sx?: number;
  readonly rgb?: Rgb;
}

/** What a message asks of WLED; absent things stay as they are. */
export interface WledCommand {
  readonly name: "state" | "power" | "colour" | "httpApi";
  readonly on?: boolean | "toggle";
  /** 0 switches off and keeps the brightness for later. */
  readonly bri?: number;
  readonly transitionMs?: number;
  readonly segments: readonly SegmentChange[];
}

const TRANSITION_STEP_MS = 100;
const MOST_TRANSITION = 65_535;

/** Only what is there: an absent member must not become an undefined one. */
const given = <Key extends string, Value>(
  key: Key,
  value: Value | null,
): { readonly [K in Key]?: Value } | Record<never, never> => (value === null ? {} : { [key]: value });

/** `<topic>`: any word with ON, on or true switches on, any other word with a t toggles, and the rest is a number. */
function power(payload: string): WledCommand {
  if (/ON|on|true/.test(payload)) return { name: "power", on: true, segments: [] };
  if (/[Tt]/.test(payload)) return { name: "power", on: "toggle", segments: [] };
  const bri = Number.parseInt(payload, 10);
  return { name: "power", bri: Number.isNaN(bri) ? 0 : bri & 0xff, segments: [] };
}

/** `<topic>/col`: `#RRGGBB`, `hRRGGBB`, eight digits with white in front, or a decimal number. */
function colour(payload: string): WledCommand | null {
  const digits = /^[#hH]([0-9a-f]{2})?([0-9a-f]{6})$/i.exec(payload.trim())?.[2];
  const decimal = /^\d{1,10}$/.test(payload.trim()) ? Number(payload) : null;
  const rgb = digits === undefined ? null : hexRgb(digits);
  const mixed =
    rgb ?? (decimal === null ? null : hexRgb((decimal % 0x1000000).toString(16).padStart(6, "0")));
  return mixed === null ? null : { name: "colour", segments: [{ id: null, rgb: mixed }] };
}

const part = (value: unknown): number => wholeNumber(value, 0, 255) ?? 0;

function colourOf(value: unknown): Rgb | null {
  if (!Array.isArray(value)) return hexRgb(value);
  const [red, green, blue] = value.map(part);
  return red === undefined ? null : { red, green: green ?? 0, blue: blue ?? 0 };
}

function segment(fields: Fields, place: number | null): SegmentChange {
  const { id, on, bri, fx, sx, col } = fields;
  const first: unknown = Array.isArray(col) ? col[0] : undefined;
  return {
    id: wholeNumber(id, 0, 255) ?? place,
    ...given("on", typeof on === "boolean" ? on : null),
    ...given("bri", wholeNumber(bri, 0, 255)),
    ...given("fx", wholeNumber(fx, 0, 255)),
    ...given("sx", wholeNumber(sx, 0, 255)),
    ...given("rgb", colourOf(first)),
  };
}

/** `<topic>/api` with JSON: a list of segments goes by their places where they say no id. */
function state(fields: Fields): WledCommand {
  const { on, bri, tt, transition, seg } = fields;
  const one = fieldsOf(seg);
  const many = Array.isArray(seg) ? seg.map(fieldsOf) : [];
  const steps = wholeNumber(tt ?? transition, 0, MOST_TRANSITION);
  return {
    name: "state",
    ...given("on", typeof on === "boolean" ? on : on === "t" ? ("toggle" as const) : null),
    ...given("bri", wholeNumber(bri, 0, 255)),
    ...given("transitionMs", steps === null ? null : steps * TRANSITION_STEP_MS),
    segments:
      one === null
        ? many.flatMap((each, place) => (each === null ? [] : [segment(each, place)]))
        : [segment(one, null)],
  };
}

/** `<topic>/api` with the text of the HTTP API: `A=128&R=255&FX=0&T=1`. */
function httpApi(payload: string): WledCommand | null {
  const wanted = new URLSearchParams(payload.replace(/^win&?/, ""));
  const number = (key: string): number | null => {
    const text = wanted.get(key);
    return text !== null && /^\d{1,3}$/.test(text) ? Math.min(255, Number(text)) : null;
  };
  const [red, green, blue] = [number("R"), number("G"), number("B")];
  const rgb =
    red === null && green === null && blue === null
      ? null
      : { red: red ?? 0, green: green ?? 0, blue: blue ?? 0 };
  const change = { ...given("fx", number("FX")), ...given("sx", number("SX")), ...given("rgb", rgb) };
  const switches: readonly (boolean | "toggle")[] = [false, true, "toggle"];
  const on = switches[number("T") ?? switches.length] ?? null;
  const bri = number("A");
  if (Object.keys(change).length === 0 && on === null && bri === null) return null;
  return { name: "httpApi", ...given("on", on), ...given("bri", bri), segments: [{ id: null, ...change }] };
}

/** What WLED makes of a message behind its topic (`""`, `/col`, `/api`); null where it makes nothing of it. */
export function readWled(end: string, payload: string): WledCommand | null {
  if (end === "") return power(payload);
  if (end === "/col") return colour(payload);
  if (!payload.startsWith("{")) return httpApi(payload);
  const fields = jsonObject(payload);
  return fields === null ? null : state(fields);
}

/** The topics behind its own that WLED listens to. */
export const wledEnds: readonly string[] = ["", "/col", "/api"];
