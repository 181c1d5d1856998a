import { bytesOf } from "./codes.ts";

/**
 * A picture command in words. A row has one digit a dot: 0 off, 1 red, 2 green, 3 amber, 4 dim red, 5 dim green,
 * 6 brown, 7 orange, 8 yellow. Small pictures have a label, large ones a name of nine characters.
 */
export type PictureCommand =
  | {
      readonly name: "writeDots";
      readonly label: string;
      readonly height: number;
      readonly width: number;
      readonly rows: readonly string[];
    }
  | { readonly name: "readDots"; readonly label: string }
  | {
      readonly name: "writeLargeDots";
      readonly picture: string;
      readonly height: number;
      readonly width: number;
      readonly rows: readonly string[];
    }
  | { readonly name: "readLargeDots"; readonly picture: string }
  /** How a picture of newer signs is made up is not in the documents we have, so its data stay as they are. */
  | { readonly name: "writeRgb"; readonly label: string; readonly text: string }
  | { readonly name: "readRgb"; readonly label: string };

const number = (digits: string): number => Number.parseInt(digits, 16);
const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");

/** Rows of a picture: each ends with a carriage return, line feeds are ignored, and the last end may be missing. */
export const rowsIn = (data: string): string[] => data.replaceAll("\n", "").replace(/\r$/, "").split("\r");

/** A picture command, from the byte behind its code on; null when it is none. */
export function pictureOf(code: string, data: string): PictureCommand | null {
  const label = data.charAt(0);
  if (code === "K") return { name: "writeRgb", label, text: data.slice(1) };
  if (code === "J" && data.length === 1) return { name: "readDots", label };
  if (code === "L" && data.length === 1) return { name: "readRgb", label };
  if (code === "N" && /^[ -~]{9}$/.test(data)) return { name: "readLargeDots", picture: data };
  const small = /^.([0-9A-F]{2})([0-9A-F]{2})/s.exec(data);
  if (code === "I" && small !== null) {
    const [start, height = "", width = ""] = small;
    const rows = rowsIn(data.slice(start.length));
    return { name: "writeDots", label, height: number(height), width: number(width), rows };
  }
  const large = /^([ -~]{9})([0-9A-F]{4})([0-9A-F]{4})/s.exec(data);
  if (code !== "M" || large === null) return null;
  const [start, picture = "", height = "", width = ""] = large;
  const rows = rowsIn(data.slice(start.length));
  return { name: "writeLargeDots", picture, height: number(height), width: number(width), rows };
}

/** A picture command's bytes, from its code on. */
export function pictureBytes(command: PictureCommand): number[] {
  switch (command.name) {
    case "writeDots": {
      const size = hex(command.height, 2) + hex(command.width, 2);
      return bytesOf(`I${command.label}${size}${rowsText(command.rows)}`);
    }
    case "writeLargeDots": {
      const size = hex(command.height, 4) + hex(command.width, 4);
      return bytesOf(`M${command.picture}${size}${rowsText(command.rows)}`);
    }
    case "writeRgb":
      return bytesOf(`K${command.label}${command.text}`);
    case "readDots":
      return bytesOf(`J${command.label}`);
    case "readRgb":
      return bytesOf(`L${command.label}`);
    case "readLargeDots":
      return bytesOf(`N${command.picture}`);
  }
}

const rowsText = (rows: readonly string[]): string => rows.map((row) => `${row}\r`).join("");
