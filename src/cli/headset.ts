import { nearestWord, wordAdvice } from "../domain/nearestWord.ts";
import { decodeReport, eventText, restingState } from "../drivers/headset/decodeReport.ts";
import { encodeLeds } from "../drivers/headset/encodeLeds.ts";
import { readReportDescriptor } from "../drivers/headset/reportDescriptor.ts";
import { usageText } from "../drivers/headset/reportField.ts";
import { type Control, type HeadsetControls, readHeadset } from "../drivers/headset/telephony.ts";
import { Fault } from "../ports/fault.ts";
import { type DescriptorSource, type NamedDescriptor, readDescriptor, typedBytes } from "./headsetSource.ts";
import { describeLines, dumpOf } from "./headsetText.ts";
import { hexOf } from "./hexBytes.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

type Told = Pick<Terminal, "write" | "writeError">;

interface HeadsetOptions extends DescriptorSource {
  readonly json: boolean;
}

interface Headset {
  readonly named: NamedDescriptor;
  readonly controls: HeadsetControls;
}

/** The headset that the options name; null after telling how to name one. */
async function readNamed(
  options: DescriptorSource,
  terminal: Told,
  stdin: AsyncIterable<Uint8Array>,
): Promise<Headset | null> {
  const named = await readDescriptor(options, stdin);
  if (named !== null) return { named, controls: readHeadset(named.bytes) };
  terminal.writeError(
    "say where the report descriptor is: --descriptor HEX, --file FILE or --device /dev/hidraw0; one of the three\n",
  );
  return null;
}

const writeLines = ({ write }: Told, lines: readonly string[]): void =>
  write(lines.map((line) => `${line}\n`).join(""));

/** Problems go beside the JSON, whose form stays the same whether there are any or not. */
function tellProblems({ writeError }: Told, problems: readonly string[]): void {
  for (const problem of problems) writeError(`${problem}\n`);
}

const controlJson = ({ name, usage, reportId, bitOffset, bitSize, type }: Control): object => ({
  name,
  usage: usageText(usage),
  reportId,
  bitOffset,
  bitSize,
  type,
});

/** `bandeau headset describe`: what a report descriptor makes of a device, bit by bit. */
export async function headsetDescribeCommand(
  options: HeadsetOptions,
  terminal: Told,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const headset = await readNamed(options, terminal, stdin);
  if (headset === null) return exitCodes.usage;
  const { named, controls } = headset;
  const descriptor = readReportDescriptor(named.bytes);
  if (options.json) {
    const { callControl, isNumbered, inputs, outputs } = controls;
    const described = {
      callControl,
      numberedReports: isNumbered,
      inputs: inputs.map(controlJson),
      outputs: outputs.map(controlJson),
    };
    writeLines(terminal, [JSON.stringify(described)]);
    tellProblems(terminal, controls.problems);
  } else writeLines(terminal, describeLines(named.name, controls, descriptor));
  if (descriptor.reports.length > 0) return exitCodes.done;
  terminal.writeError(
    "this describes no report at all: check that it is a report descriptor, whole and from its first byte\n",
  );
  return exitCodes.failed;
}

export interface HeadsetDecodeOptions extends HeadsetOptions {
  readonly report: readonly string[];
}

/** `bandeau headset decode`: what input reports say, one after the other; before the first one everything rests. */
export async function headsetDecodeCommand(
  options: HeadsetDecodeOptions,
  terminal: Told,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const headset = await readNamed(options, terminal, stdin);
  if (headset === null) return exitCodes.usage;
  const reports = options.report.map((text) => typedBytes(text, `--report ${text}`));
  let state = restingState(headset.controls);
  const told = reports.map((report) => {
    const decoded = decodeReport(headset.controls, state, report);
    state = decoded.state;
    return { report, problem: decoded.problem, events: decoded.events.map(eventText) };
  });
  const doubts = told.flatMap(({ report, problem }) =>
    problem === null ? [] : [`${dumpOf(report)}: ${problem}`],
  );
  const lines = options.json
    ? [JSON.stringify({ events: told.map(({ events }) => events) })]
    : told.map(({ report, events }) => `${dumpOf(report)}  ${events.join(" ") || "nothing new"}`);
  writeLines(terminal, lines);
  tellProblems(terminal, [...headset.controls.problems, ...doubts]);
  return exitCodes.done;
}

export interface HeadsetEncodeOptions extends HeadsetOptions {
  readonly led: readonly string[];
}

/** Off-Hook, off-hook and OffHook are the same. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The LED of the headset that somebody typed. */
function ledOf(typed: string, { outputs }: HeadsetControls): string {
  const known = [...new Set(outputs.map(({ name }) => name))];
  const found = known.find((name) => plain(name) === plain(typed));
  if (found !== undefined) return found;
  const all = `it has ${known.join(", ")}`;
  const near = nearestWord(typed, known) === null ? all : `${wordAdvice(typed, known)} ${all}`;
  throw new Fault(
    "HEADSET_LED",
    `this headset has no LED '${typed}'`,
    known.length === 0 ? "its descriptor has no LED at all: nothing can be shown on it" : near,
  );
}

/**
 * `bandeau headset encode`: the reports that light these LEDs, in the order in which they were named. Without a name every
 * report that holds LEDs, all dark.
 */
export async function headsetEncodeCommand(
  options: HeadsetEncodeOptions,
  terminal: Told,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const headset = await readNamed(options, terminal, stdin);
  if (headset === null) return exitCodes.usage;
  const lit = new Set(options.led.map((typed) => ledOf(typed, headset.controls)));
  const every = encodeLeds(headset.controls, lit);
  const ordered = [...lit].flatMap((name) => every.filter(({ leds }) => leds.includes(name)));
  const reports = lit.size === 0 ? every : [...new Set(ordered)];
  const lines = options.json
    ? [JSON.stringify({ reports: reports.map(({ report }) => hexOf(report)) })]
    : reports.map(({ leds, report }) => {
        const names = leds.filter((name) => lit.has(name)).join(" ");
        return `${dumpOf(report)}  ${names || "dark"}`;
      });
  writeLines(terminal, lines);
  tellProblems(terminal, headset.controls.problems);
  return exitCodes.done;
}
