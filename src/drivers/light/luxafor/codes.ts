import { lightColours, type Rgb } from "../../../domain/light.ts";

/** Bytes of a command, behind the 0 of the report. */
export const commandBytes = 8;

export const modes = {
  colour: 0x00,
  static: 0x01,
  fade: 0x02,
  strobe: 0x03,
  wave: 0x04,
  pattern: 0x06,
  productivity: 0x0a,
  info: 0x80,
} as const;

/** What a command's second byte addresses: every LED, one of two faces, or one LED by its number from 1. */
export const leds = { all: 0xff, sideA: 0x41, sideB: 0x42 } as const;

/** The Flag has three LEDs on each face. */
export const flagLeds = 6;
export const sideLeds = 3;

/** Report types that a light sends by itself. */
export const inputs = { state: 0x00, info: 0x80, button: 0x83 } as const;

/** The letters of the simple command and of the productivity mode. */
export const letters: ReadonlyMap<string, Rgb> = new Map([
  ["R", lightColours.red],
  ["G", lightColours.green],
  ["B", lightColours.blue],
  ["C", lightColours.cyan],
  ["M", lightColours.magenta],
  ["Y", lightColours.yellow],
  ["W", lightColours.white],
  ["O", { red: 0, green: 0, blue: 0 }],
]);

export const patternNames: ReadonlyMap<number, string> = new Map([
  [1, "trafficLight"],
  [5, "police"],
  [8, "rainbow"],
]);
