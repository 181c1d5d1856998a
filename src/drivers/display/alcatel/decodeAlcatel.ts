import { alcatelCode, blinkCodes, colourCodes, isCharacter } from "./codes.ts";
import { type AlcatelFrame, type AlcatelRun, type Heard, LineReader } from "./lineReader.ts";

export interface DecodedAlcatel {
  readonly frames: readonly AlcatelFrame[];
  /** What was dropped, and why. */
  readonly errors: readonly string[];
}

/** More complaints than this are noise, not information. */
const mostErrors = 100;

/** Reads whatever bytes there are: whole lines become words, the rest is told in `errors`. Never throws. */
export function decodeAlcatel(bytes: Iterable<number>): DecodedAlcatel {
  const reader = new LineReader();
  const frames: AlcatelFrame[] = [];
  const errors: string[] = [];
  const hear = (heard: Heard): void => {
    if (heard.kind === "line") frames.push(heard.frame);
    else if (errors.length < mostErrors) errors.push(heard.message);
  };
  for (const byte of bytes) reader.push(byte).forEach(hear);
  reader.finish().forEach(hear);
  return { frames, errors };
}

function characterByte(letter: string): number {
  const byte = letter.charCodeAt(0);
  return isCharacter(byte) ? byte : 0x20;
}

function runBytes({ colour, blink, text }: AlcatelRun, base: number): number[] {
  return [
    ...(colour === undefined ? [] : [base | colourCodes[colour]]),
    ...(blink === undefined ? [] : [base | (blink ? blinkCodes.blinking : blinkCodes.steady)]),
    ...Array.from(text, characterByte),
  ];
}

/** The bytes of a line that was told in words. A character that no board has becomes a blank. */
export function encodeAlcatel({ board, line, runs }: AlcatelFrame): Uint8Array {
  const base = 0x80 | ((board & 7) << 4);
  return Uint8Array.from([
    base | alcatelCode.start,
    line - 1,
    ...runs.flatMap((run) => runBytes(run, base)),
    base | alcatelCode.end,
  ]);
}
