import { isDark, type Rgb } from "../domain/light.ts";
import { colourWord } from "../domain/lightWords.ts";

const ESCAPE = "\u001b[";
const PLAIN = `${ESCAPE}0m`;
/** A lamp that does not burn. */
const DARK = "░";

/** The lamps of a light side by side, so many characters wide whatever they are; by their colours' names without colour. */
export function drawLamps(lamps: readonly Rgb[], columns: number, colour: boolean): string {
  if (!colour)
    return lamps
      .map((rgb) => colourWord(rgb))
      .join(" ")
      .slice(0, columns)
      .padEnd(columns);
  const each = Math.max(1, Math.floor(columns / Math.max(1, lamps.length)));
  const shown = lamps.slice(0, columns);
  const drawn = shown.map((rgb) => (isDark({ rgb }) ? DARK.repeat(each) : paint("█".repeat(each), rgb)));
  return drawn.join("") + " ".repeat(columns - each * shown.length);
}

const paint = (text: string, { red, green, blue }: Rgb): string =>
  `${ESCAPE}38;2;${red};${green};${blue}m${text}${PLAIN}`;
