import { glassOf, type Layout, type Part, type Run, type Show } from "../../../domain/glass.ts";
import type { PlanProblem } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import type { Dialect } from "./dialect.ts";
import { type FrameTemplate, isWholePage } from "./frameTemplate.ts";
import { mostOf } from "./numberForm.ts";
import { coloursOf, rowsOf } from "./rowText.ts";
import { writeFrame } from "./writeFrame.ts";

type Pages = Pick<Show, "layouts" | "alarms">;

const widthOf = (part: Part): number =>
  part.kind === "cell" ? part.cell.width : Array.from(part.run.text).length;

function shapeProblems(layout: Layout, model: DisplayModel): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (layout.rows.length > model.rows)
    problems.push({
      layout: layout.id,
      message: `has ${layout.rows.length} rows, the display has ${model.rows}`,
      advice: "take rows away, or make two pages of it",
    });
  for (const [index, row] of layout.rows.slice(0, model.rows).entries()) {
    const width = row.reduce((sum, part) => sum + widthOf(part), 0);
    if (width > model.columns)
      problems.push({
        layout: layout.id,
        message: `row ${index + 1} is ${width} characters wide, the display has ${model.columns}`,
        advice: "shorten the text, or give its figures less width",
      });
  }
  return problems;
}

interface Objection {
  readonly message: string;
  readonly advice: string;
}

/** What keeps one frame from suiting the size and the line of its model. */
function frameObjections(template: FrameTemplate, model: DisplayModel): Objection[] {
  const { rows, columns } = model;
  const objections: Objection[] = [];
  for (const element of template) {
    if (element.kind === "line" && element.first + (rows - 1) * element.step > mostOf(element.form))
      objections.push({
        message: `the number of line ${rows} does not fit where {line} stands`,
        advice: "give it more digits, such as {line:d2}",
      });
    if ((element.kind === "text" || element.kind === "lines") && (element.pad?.width ?? columns) < columns)
      objections.push({
        message: `the text is filled to ${element.pad?.width} characters, the display has ${columns}`,
        advice: `write {${element.kind}:pad}, or correct columns in the model's file`,
      });
    const high = element.kind === "bytes" && element.bytes.some((byte) => byte > 0x7f);
    if (high && model.serial.dataBits === 7)
      objections.push({
        message: "a byte of 80H or more cannot pass a line of seven data bits",
        advice: "set dataBits: 8, or take the byte out",
      });
  }
  return objections;
}

/** A frame for one line of several must say which. */
function lineObjections(templates: readonly FrameTemplate[], model: DisplayModel): Objection[] {
  const named = templates.some(
    (template) => isWholePage(template) || template.some((element) => element.kind === "line"),
  );
  if (templates.length === 0 || named || model.rows === 1) return [];
  return [
    {
      message: `the display has ${model.rows} rows, and a frame does not say for which of them it is`,
      advice: "put {line} where the number of the line goes, or send all lines at once with {lines}",
    },
  ];
}

function colourObjections(dialect: Dialect, model: DisplayModel): Objection[] {
  const lacking = model.colours.filter((colour) => !dialect.colours.has(colour));
  if (lacking.length === 0 || (model.colours.length === 1 && dialect.colours.size === 0)) return [];
  return [
    {
      message: `the model has the colours ${model.colours.join(", ")}, and no code for ${lacking.join(", ")}`,
      advice: "add their codes under the model's settings.colours, or take them out of the model's colours",
    },
  ];
}

/** The page with every figure filled, each in another colour and blinking in turn: it takes more bytes than any other. */
function worstCase(layout: Layout, model: DisplayModel, dialect: Dialect): Show {
  const [first, second = first] = coloursOf(dialect, model);
  const cells = layout.rows.flat().flatMap((part) => (part.kind === "cell" ? [part.cell] : []));
  const values = cells.map(({ key, width }, index): [string, Run] => {
    const look = index % 2 === 0 ? { colour: first, blink: true } : { colour: second, blink: false };
    return [key, { text: "0".repeat(Math.min(width, model.columns)), ...look }];
  });
  return { layouts: [layout], alarms: [], page: layout.id, alarm: null, values: new Map(values) };
}

function lengthProblems(
  layout: Layout,
  templates: readonly FrameTemplate[],
  model: DisplayModel,
  dialect: Dialect,
): PlanProblem[] {
  const rows = rowsOf(glassOf(worstCase(layout, model, dialect)), model, dialect);
  const lengths = templates.flatMap((template) =>
    rows.map((_, row) => {
      const chunks = writeFrame(template, { row, rows, address: dialect.address }, model, dialect);
      return chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    }),
  );
  const longest = Math.max(0, ...lengths);
  if (longest <= dialect.mostBytes) return [];
  return [
    {
      layout: layout.id,
      message: `takes up to ${longest} bytes in one frame, the display takes ${dialect.mostBytes}`,
      advice: "use fewer colours in it, or set mostBytes if this sign takes longer frames",
    },
  ];
}

/** All that keeps pages and alarms from fitting a display, and a definition from fitting its model. */
export function planProblems(show: Pages, model: DisplayModel, dialect: Dialect): PlanProblem[] {
  const { init, text, alarm, alarmEnd, clear } = dialect.frames;
  const objections = [
    ...[...init, ...text, ...alarm, ...alarmEnd, ...clear].flatMap((one) => frameObjections(one, model)),
    ...lineObjections(text, model),
    ...lineObjections(alarm, model),
    ...(text.some(isWholePage) ? [] : lineObjections(clear, model)),
    ...colourObjections(dialect, model),
  ];
  const told = new Map(objections.map((one) => [one.message, { layout: null, ...one }]));
  const interrupting = alarm.length > 0 ? alarm : text;
  return [
    ...told.values(),
    ...[...show.layouts, ...show.alarms].flatMap((layout) => shapeProblems(layout, model)),
    ...show.layouts.flatMap((layout) => lengthProblems(layout, text, model, dialect)),
    ...show.alarms.flatMap((layout) => lengthProblems(layout, interrupting, model, dialect)),
  ];
}
