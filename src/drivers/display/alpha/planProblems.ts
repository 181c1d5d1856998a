import type { Show } from "../../../domain/glass.ts";
import type { PlanProblem } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { shapeProblems } from "../../shapeProblems.ts";
import { mostStringBytes } from "./codes.ts";
import { cellsOf } from "./layoutText.ts";
import { planMemory, roomForStrings, textLabels, widestCell } from "./memoryPlan.ts";
import type { AlphaOptions } from "./options.ts";

type Pages = Pick<Show, "layouts" | "alarms">;

function labelProblems(show: Pages, model: DisplayModel): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (show.layouts.length > textLabels.length) {
    problems.push({
      layout: null,
      message: `${show.layouts.length} pages, an Alpha sign takes ${textLabels.length}`,
      advice: "take pages away",
    });
  }
  const layouts = show.layouts.slice(0, textLabels.length);
  const cells = [...layouts, ...show.alarms].flatMap((layout) => cellsOf(layout, model));
  const keys = new Set(cells.map((cell) => cell.key)).size;
  const room = roomForStrings(layouts.length);
  if (keys > room) {
    problems.push({
      layout: null,
      message: `${keys} different figures on all pages together, an Alpha sign takes ${room}`,
      advice: "take figures or pages away",
    });
  }
  return problems;
}

/** All that keeps pages and alarms from fitting an Alpha sign. */
export function planProblems(show: Pages, model: DisplayModel, options: AlphaOptions): PlanProblem[] {
  const plan = planMemory(show, model, options);
  const problems = [...shapeProblems(show, model), ...labelProblems(show, model)];
  const widest = widestCell(model, options);
  for (const layout of [...show.layouts, ...show.alarms]) {
    for (const { width } of cellsOf(layout, model).filter((cell) => cell.width > widest)) {
      problems.push({
        layout: layout.id,
        message: `a figure is ${width} characters wide, a STRING file holds ${widest} at most`,
        advice: "give it less width",
      });
    }
  }
  for (const { id, content } of plan.interrupts.values()) {
    if (content.length <= mostStringBytes) continue;
    problems.push({
      layout: id,
      message: `takes ${content.length} bytes, an alarm may take ${mostStringBytes}`,
      advice: "shorten its text, or use fewer colours in it",
    });
  }
  if (options.verify.everySeconds !== null && model.refresh.valuesSeconds === null) {
    problems.push({
      layout: null,
      message: "verify.everySeconds is set, and the figures are never refreshed",
      advice: "set refresh.valuesSeconds of the model: the sign is asked for errors at a refresh",
    });
  }
  if (plan.poolBytes > options.memoryBytes) {
    problems.push({
      layout: null,
      message: `the pages take ${plan.poolBytes} bytes, the display has ${options.memoryBytes}`,
      advice: "take pages away, or set memoryBytes if this sign has more memory",
    });
  }
  return problems;
}
