import type { Rgb } from "../domain/light.ts";
import type { LightModel } from "../ports/lightModel.ts";
import { drawLamps } from "./drawLight.ts";

/** A light of the demo as its twin burns. */
export interface DemoLight {
  readonly id: string;
  readonly model: LightModel;
  /** Whose light it is; null for one that everybody sees. */
  readonly seat: string | null;
  readonly burning: () => readonly Rgb[];
}

/** What stands beside a seat's light. */
export type SeatWords = (seat: string) => { readonly agent: string; readonly headset: string };

const COLUMN = 19;
const LAMP_COLUMNS = 6;
/** As many as a terminal of 80 columns has room for. */
const MOST_COLUMNS = 4;

/** Lights side by side: a tower with its lamps one above the other, a seat's light with what agent and headset do. */
export function drawLights(lights: readonly DemoLight[], words: SeatWords, colour: boolean): string[] {
  const columns = lights.slice(0, MOST_COLUMNS).map((light) => drawLight(light, words, colour));
  const height = Math.max(0, ...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    columns.map((lines) => lines[row] ?? " ".repeat(COLUMN)).join(""),
  );
}

function drawLight({ id, model, seat, burning }: DemoLight, words: SeatWords, colour: boolean): string[] {
  const lamps = burning();
  if (seat === null)
    return [
      cell(id),
      ...lamps.map((rgb, index) => {
        const name = model.lamps[index]?.name ?? "";
        return `${drawLamps([rgb], LAMP_COLUMNS, colour)}${` ${name}`.padEnd(COLUMN - LAMP_COLUMNS)}`;
      }),
    ];
  const { agent, headset } = words(seat);
  const drawn = drawLamps(lamps, LAMP_COLUMNS, colour);
  return [cell(seat), drawn + " ".repeat(COLUMN - LAMP_COLUMNS), cell(agent), cell(headset)];
}

const cell = (text: string): string => text.slice(0, COLUMN - 1).padEnd(COLUMN);

/** What the lights look like now, to compare. */
export const lightsNow = (lights: readonly DemoLight[], words: SeatWords): string =>
  JSON.stringify(lights.map(({ seat, burning }) => [burning(), seat === null ? null : words(seat)]));
