import { z } from "zod";
import { glassOf, type Show } from "../../domain/glass.ts";
import type { DisplayDriver, PlanProblem, Step } from "../../ports/displayDriver.ts";
import type { DisplayModel } from "../../ports/displayModel.ts";
import { shapeProblems } from "../shapeProblems.ts";
import { charactersPerLine, lineCount } from "./alcatel/codes.ts";
import { encodeAlcatel } from "./alcatel/decodeAlcatel.ts";
import { lineRuns } from "./alcatel/lineRuns.ts";
import { AlcatelSign } from "./alcatel/sign.ts";

const options = z.strictObject({
  board: z
    .number()
    .int()
    .min(0)
    .max(7)
    .default(0)
    .describe("Which of the boards that hang on one another: 0 the first, 7 the last"),
});

type AlcatelOptions = z.output<typeof options>;

/** One line as it was written last, and for which page. */
interface WrittenLine {
  readonly frame: string;
  readonly page: string;
}

interface AlcatelHeld {
  /** By the number of the line, 1 or 2. */
  readonly lines: ReadonlyMap<number, WrittenLine>;
  /** The line written last: the other one goes first, so that neither is starved. */
  readonly latest: number;
}

const unknownBoard: AlcatelHeld = { lines: new Map(), latest: lineCount };

function plan(show: Pick<Show, "layouts" | "alarms">, model: DisplayModel): readonly PlanProblem[] {
  const problems = shapeProblems(show, model);
  if (model.rows <= lineCount && model.columns <= charactersPerLine) return problems;
  const size = `${model.rows} × ${model.columns}`;
  return [
    {
      layout: null,
      message: `the model has ${size} characters, an Alcatel wallboard ${lineCount} × ${charactersPerLine}`,
      advice: "correct rows and columns in the model's file",
    },
    ...problems,
  ];
}

/** The next line that is not as it should be. A line is overwritten in place, so nothing blanks. */
function next(
  held: AlcatelHeld,
  show: Show,
  model: DisplayModel,
  { board }: AlcatelOptions,
): Step<AlcatelHeld> | null {
  const glass = glassOf(show);
  const page = show.alarm ?? show.page;
  for (let turn = 1; turn <= lineCount; turn++) {
    const line = ((held.latest + turn - 1) % lineCount) + 1;
    const runs = lineRuns(glass[line - 1] ?? [], model.colours);
    const bytes = encodeAlcatel({ board, line, runs });
    const frame = bytes.join();
    const before = held.lines.get(line);
    if (before?.frame === frame) continue;
    const purpose = show.alarm !== null ? "alarm" : before?.page === page ? "value" : "page";
    return {
      frame: { bytes, pauseAfterMs: 0, answer: null, purpose },
      held: { lines: new Map(held.lines).set(line, { frame, page }), latest: line },
    };
  }
  return null;
}

/**
 * The V24 wallboard of Alcatel's call centres: two lines of sixteen characters, written whole, never acknowledged. Known
 * from a public page about its driver and two public bridges; no document of the maker is.
 */
export const driver: DisplayDriver<AlcatelOptions, AlcatelHeld> = {
  kind: "alcatel",
  options,
  letters: "",
  missing: "",
  plan,
  unknown: () => unknownBoard,
  next,
  forget: ({ latest }) => ({ ...unknownBoard, latest }),
  sign: (_model, { board }) => new AlcatelSign(board),
};
