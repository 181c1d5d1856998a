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

/** The last register that has a number. */
const lastRegister = 0xffff;

/** Every register that rows are written to: their values and their blinking. */
function rowRegisterNumbers(model: DisplayModel, options: ModbusOptions): number[] {
  const { register, rowStep, encode, blinkRegister } = options;
  const count = registersPerRow(model.columns, encode);
  const first = Array.from({ length: count }, (_, index) => register + index);
  const ofRow = blinkRegister === undefined ? first : [...first, blinkRegister];
  return Array.from({ length: model.rows }, (_, row) => row * rowStep).flatMap((down) =>
    ofRow.map((one) => one + down),
  );
}

function registerProblems(model: DisplayModel, options: ModbusOptions): PlanProblem[] {
  const { rowStep, encode, neverWrite } = options;
  const count = registersPerRow(model.columns, encode);
  const numbers = rowRegisterNumbers(model, options);
  const touched = numbers.find((one) => neverWrite.includes(one));
  const problem = (message: string, advice: string): PlanProblem => ({ layout: null, message, advice });
  const advice = "correct register, blinkRegister and rowStep in the display's settings";
  return [
    ...(new Set(numbers).size === numbers.length
      ? []
      : [
          problem(
            `rows of ${count} registers, ${rowStep} apart, lie over each other or their blinking`,
            advice,
          ),
        ]),
    ...(touched === undefined
      ? []
      : [problem(`the rows reach register ${touched}, which must never be written`, advice)]),
    ...(numbers.some((one) => one > lastRegister)
      ? [problem(`the rows reach beyond register ${lastRegister}, which is the last one`, advice)]
      : []),
  ];
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
