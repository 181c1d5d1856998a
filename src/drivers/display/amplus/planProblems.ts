import type { Layout, Show } from "../../../domain/glass.ts";
import type { PlanProblem } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { mostLines } from "./codes.ts";
import { rowsOf, widthOf } from "./pageText.ts";

function layoutProblems(layout: Layout, model: DisplayModel): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const rows = rowsOf(model);
  if (layout.rows.length > rows) {
    problems.push({
      layout: layout.id,
      message: `has ${layout.rows.length} rows, the display has ${rows}`,
      advice: "take rows away, or make two pages of it",
    });
  }
  layout.rows.slice(0, rows).forEach((row, index) => {
    const width = row.reduce((sum, part) => sum + widthOf(part), 0);
    if (width <= model.columns) return;
    problems.push({
      layout: layout.id,
      message: `row ${index + 1} is ${width} characters wide, the display has ${model.columns}`,
      advice: "shorten the text, or give its figures less width",
    });
  });
  return problems;
}

/** All that keeps pages and alarms from fitting an Amplus sign. However many there are, letters are used again. */
export function planProblems(
  show: Pick<Show, "layouts" | "alarms">,
  model: DisplayModel,
): readonly PlanProblem[] {
  const problems = [...show.layouts, ...show.alarms].flatMap((layout) => layoutProblems(layout, model));
  if (model.rows <= mostLines) return problems;
  const tooTall: PlanProblem = {
    layout: null,
    message: `the model has ${model.rows} rows, the Amplus protocol reaches ${mostLines}`,
    advice: `set rows to ${mostLines} or fewer in the model file`,
  };
  return [tooTall, ...problems];
}
