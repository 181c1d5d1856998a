import type { SpreadTemplate } from "./frameTemplate.ts";
import type { NumberForm } from "./numberForm.ts";

/** Bytes as manuals write them: `1B 40`. */
export const hexPairs = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");

const bases = { decimal: "decimal digit", hex: "hexadecimal digit", raw: "byte" } as const;

const formInWords = ({ base, size }: NumberForm): string => `${size} ${bases[base]}${size === 1 ? "" : "s"}`;

/** What stands at a place of a frame, for somebody who compares bytes with a definition. */
export function elementInWords(element: SpreadTemplate[number]): string {
  switch (element.kind) {
    case "bytes":
      return hexPairs(element.bytes);
    case "text":
      return "the text";
    case "line":
      return `{line} (${formInWords(element.form)})`;
    case "address":
      return `{addr} (${formInWords(element.form)})`;
    case "sum":
      return `{sum} (${formInWords(element.form)})`;
    case "colour":
    case "blink":
      return `{${element.kind}}`;
    case "escape":
      return "{escape}";
    case "pause":
      return "{pause}";
  }
}
