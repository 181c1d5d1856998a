import type { Show } from "../../../domain/glass.ts";
import type { PlanProblem } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { shapeProblems } from "../../shapeProblems.ts";
import { type ModbusOptions, rangeOf, registersPerRow, unknownOf } from "./options.ts";
import { limitsOf } from "./rowRegisters.ts";

function unknownProblems(model: DisplayModel, options: ModbusOptions): PlanProblem[] {
  const range = rangeOf(options.encode);
  if (range === null) return [];
  const unknown = unknownOf(range, options);
  if (unknown.blink) return [];
  const { least, most } = limitsOf(model.columns, range);
  if (unknown.value < least || unknown.value > most) return [];
  return [
    {
      layout: null,
      message: `${unknown.value} stands for unknown, and looks like a figure on ${model.columns} digits`,
      advice: `set settings.unknown to a value beyond ${most}, or let it blink`,
    },
  ];
}

function registerProblems(model: DisplayModel, options: ModbusOptions): PlanProblem[] {
  const { register, rowStep, encode, neverWrite } = options;
  const count = registersPerRow(model.columns, encode);
  const problems: PlanProblem[] = [];
  if (model.rows > 1 && rowStep < count)
    problems.push({
      layout: null,
      message: `each row takes ${count} registers, and the next row begins ${rowStep} later`,
      advice: "set settings.rowStep to the registers between two rows",
    });
  const written = Array.from({ length: model.rows }, (_, row) => register + row * rowStep);
  const touched = neverWrite.find((one) => written.some((first) => one >= first && one < first + count));
  if (touched !== undefined)
    problems.push({
      layout: null,
      message: `the rows reach register ${touched}, which must never be written`,
      advice: "correct settings.register and settings.rowStep",
    });
  return problems;
}

/** All that keeps pages and alarms from fitting a display of digits. */
export const planProblems = (
  show: Pick<Show, "layouts" | "alarms">,
  model: DisplayModel,
  options: ModbusOptions,
): PlanProblem[] => [
  ...registerProblems(model, options),
  ...unknownProblems(model, options),
  ...shapeProblems(show, model),
];
