import type { Colour, Run } from "../../../domain/glass.ts";
import { nearestColour } from "../../nearestColour.ts";
import { type AlcatelColour, charactersPerLine, isAlcatelColour, isCharacter } from "./codes.ts";
import type { AlcatelRun } from "./lineReader.ts";

interface Letter {
  readonly letter: string;
  readonly colour: Colour;
  readonly blink: boolean;
}

const blank: Letter = { letter: " ", colour: "green", blink: false };

/** A character that the board has: accents fall off, everything else, control bytes above all, becomes a blank. */
function plain(letter: string): string {
  const base = letter.normalize("NFD").charAt(0);
  return isCharacter(base.charCodeAt(0)) ? base : " ";
}

const lettersOf = (row: readonly Run[]): Letter[] =>
  row.flatMap(({ text, colour, blink }) =>
    Array.from(text, (letter) => ({ letter: plain(letter), colour, blink })),
  );

function boardColour(wanted: Colour, has: readonly Colour[]): AlcatelColour {
  const nearest = nearestColour(wanted, has.filter(isAlcatelColour));
  return isAlcatelColour(nearest) ? nearest : "green";
}

/**
 * A row as the runs of a line: always sixteen characters, because what a short line leaves of the old text is written
 * nowhere. Colour and blinking are named at the start, then only where they change; a blank has neither.
 */
export function lineRuns(row: readonly Run[], has: readonly Colour[]): readonly AlcatelRun[] {
  const letters = lettersOf(row);
  const first = letters.find(({ letter }) => letter !== " ") ?? blank;
  let colour = boardColour(first.colour, has);
  let blink = first.blink;
  let text = "";
  let change: Omit<AlcatelRun, "text"> = { colour, blink };
  const runs: AlcatelRun[] = [];
  for (let at = 0; at < charactersPerLine; at++) {
    const next = letters[at] ?? blank;
    const seen = next.letter === " " ? { colour, blink } : { ...next, colour: boardColour(next.colour, has) };
    if (seen.colour !== colour || seen.blink !== blink) {
      runs.push({ ...change, text });
      change = {
        ...(seen.colour === colour ? {} : { colour: seen.colour }),
        ...(seen.blink === blink ? {} : { blink: seen.blink }),
      };
      ({ colour, blink } = seen);
      text = "";
    }
    text += next.letter;
  }
  return [...runs, { ...change, text }];
}
