import type { Layout, Part, Show } from "../domain/glass.ts";
import type { PlanProblem } from "../ports/displayDriver.ts";
import type { DisplayModel } from "../ports/displayModel.ts";

const widthOf = (part: Part): number =>
  part.kind === "cell" ? part.cell.width : Array.from(part.run.text).length;

function problemsOf(layout: Layout, { rows, columns }: DisplayModel): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (layout.rows.length > rows) {
    problems.push({
      layout: layout.id,
      message: `has ${layout.rows.length} rows, the display has ${rows}`,
      advice: "take rows away, or make two pages of it",
    });
  }
  layout.rows.slice(0, rows).forEach((row, index) => {
    const width = row.reduce((sum, part) => sum + widthOf(part), 0);
    if (width <= columns) return;
    problems.push({
      layout: layout.id,
      message: `row ${index + 1} is ${width} characters wide, the display has ${columns}`,
      advice: "shorten the text, or give its figures less width",
    });
  });
  return problems;
}

/** Pages and alarms with more rows or columns than the display has; all that a display without files can refuse. */
export const shapeProblems = (
  { layouts, alarms }: Pick<Show, "layouts" | "alarms">,
  model: DisplayModel,
): PlanProblem[] => [...layouts, ...alarms].flatMap((layout) => problemsOf(layout, model));
