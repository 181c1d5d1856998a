import { counted } from "../config/plainWords.ts";
import type { LightLook } from "../domain/light.ts";
import { lookWords } from "../domain/lightWords.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import type { LightCommand, LightFrame } from "../ports/lightDriver.ts";
import { hexOf } from "./hexBytes.ts";
import { bindBare, findLight } from "./lightModels.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { readWire } from "./wireInput.ts";
import { jsonText } from "./wireReport.ts";

export interface WireDecodeLightOptions {
  /** One frame each. */
  readonly hex?: readonly string[];
  readonly file?: string;
  readonly topic?: readonly string[];
  readonly payload?: readonly string[];
  readonly levels?: readonly string[];
  readonly json: boolean;
}

/** More frames than this in one go are a capture, and not a question. */
const MOST_FRAMES = 10_000;

/** Any moment will do for a light that was just plugged in; between two frames passes enough for every relay. */
const switchedOnAt = 1_000_000;
const BETWEEN_FRAMES_MS = 100;

/** `bandeau wire decode light`: what frames say, and what a light shows that got them one after the other. */
export async function wireDecodeLightCommand(
  name: string,
  input: string | undefined,
  options: WireDecodeLightOptions,
  terminal: Pick<Terminal, "write" | "writeError">,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const light = bindBare(await findLight(name));
  const frames = await framesOf(light, input, options, stdin);
  if (frames.length === 0) {
    terminal.writeError(`say what the light is told: ${whatToWrite[light.wire]}\n`);
    return exitCodes.usage;
  }
  const { commands, look, errors } = decode(light, frames);
  const told = { model: light.model.id, reports: commands, look: lookJson(look), errors };
  terminal.write(
    `${(options.json ? [jsonText(told)] : textLines(light, commands, look, errors)).join("\n")}\n`,
  );
  return exitCodes.done;
}

const whatToWrite = {
  hid: "--hex DIGITS for each report, with its number first (00 where it has none); --file FILE, or - for stdin",
  serial: "--hex DIGITS, --file FILE, or - for stdin",
  mqtt: "--topic TOPIC --payload TEXT for each message",
  gpio: "--levels 101 for the outputs, one digit for each lamp",
} as const;

async function framesOf(
  light: BoundLight,
  input: string | undefined,
  { hex = [], file, topic = [], payload = [], levels = [] }: WireDecodeLightOptions,
  stdin: AsyncIterable<Uint8Array>,
): Promise<readonly LightFrame[]> {
  if (light.wire === "mqtt") return messagesOf(topic, payload);
  if (light.wire === "gpio") return levels.map((text) => levelsOf(text, light));
  const chunks: Uint8Array[] = [];
  for (const digits of hex.slice(0, MOST_FRAMES)) {
    const bytes = await readWire({ hex: digits }, stdin);
    if (bytes !== null && bytes.length > 0) chunks.push(bytes);
  }
  if (file !== undefined || input !== undefined) chunks.push(...(await fromElsewhere(file, input, stdin)));
  return chunks.map((bytes) => frameOf(light, bytes));
}

async function fromElsewhere(
  file: string | undefined,
  input: string | undefined,
  stdin: AsyncIterable<Uint8Array>,
): Promise<Uint8Array[]> {
  const source = { ...(file === undefined ? {} : { file }), ...(input === undefined ? {} : { input }) };
  const bytes = await readWire(source, stdin);
  return bytes === null || bytes.length === 0 ? [] : [bytes];
}

function messagesOf(topics: readonly string[], payloads: readonly string[]): LightFrame[] {
  if (topics.length !== payloads.length)
    throw new Fault(
      "WIRE_MESSAGE",
      "a message has a topic and a payload",
      "write --topic and --payload for each",
    );
  return topics.map((topic, index) => ({ kind: "message", topic, payload: payloads[index] ?? "" }));
}

function levelsOf(text: string, { model }: BoundLight): LightFrame {
  const digits = text.replaceAll(/[^01]/g, "");
  const outputs = model.lamps.length + (model.hasBuzzer ? 1 : 0);
  if (digits.length !== outputs)
    throw new Fault(
      "WIRE_LEVELS",
      `${model.name} has ${counted(outputs, "output")}, and '${text}' tells ${counted(digits.length, "level")}`,
      "write a 1 for each output that is lit, and a 0 for each other, from the first lamp on",
    );
  return { kind: "levels", levels: [...digits].map((digit) => digit === "1") };
}

/** Which kind of report bytes are is not seen from them: it is the kind in which they mean something. */
function frameOf(light: BoundLight, bytes: Uint8Array): LightFrame {
  if (light.wire === "serial") return { kind: "bytes", bytes, answer: null };
  const report: LightFrame = { kind: "report", bytes };
  const feature: LightFrame = { kind: "feature", bytes };
  return light.read(report).name === "unknown" && light.read(feature).name !== "unknown" ? feature : report;
}

/** A frame and what it says. */
interface ToldFrame extends LightCommand {
  readonly hex?: string;
  readonly topic?: string;
  readonly payload?: string;
  readonly levels?: readonly boolean[];
}

function decode(
  light: BoundLight,
  frames: readonly LightFrame[],
): { readonly commands: readonly ToldFrame[]; readonly look: LightLook; readonly errors: readonly string[] } {
  const twin = light.twin();
  const errors: string[] = [];
  let at = switchedOnAt;
  const commands = frames.map((frame, index): ToldFrame => {
    at += BETWEEN_FRAMES_MS;
    const command = light.read(frame);
    errors.push(...command.problems.map((problem) => `frame ${index + 1}: ${problem}`));
    if (command.name === "unknown" && command.problems.length === 0)
      errors.push(`frame ${index + 1}: is no command of ${light.model.name}`);
    twin.take(frame, at);
    return { ...sourceOf(frame), ...command };
  });
  if (twin.bricked !== null) errors.push(`the light is broken for good: ${twin.bricked}`);
  return { commands, look: twin.look(at), errors };
}

function sourceOf(frame: LightFrame): Pick<ToldFrame, "hex" | "topic" | "payload" | "levels"> {
  if (frame.kind === "message") return { topic: frame.topic, payload: frame.payload };
  return frame.kind === "levels" ? { levels: frame.levels } : { hex: hexOf(frame.bytes) };
}

const lookJson = (look: LightLook): object => ({
  lamps: lookWords({ ...look, buzzer: false }),
  buzzer: look.buzzer,
});

function textLines(
  { model }: BoundLight,
  commands: readonly ToldFrame[],
  look: LightLook,
  errors: readonly string[],
): string[] {
  const words = lookWords({ ...look, buzzer: false });
  return [
    `${model.name}: ${counted(commands.length, "frame")}`,
    ...commands.map(({ name, facts }, index) =>
      [
        `frame ${index + 1}  ${name}`,
        ...Object.entries(facts).map(([key, fact]) => `${key} ${jsonText(fact)}`),
      ].join("  "),
    ),
    "it shows",
    ...model.lamps.map((lamp, index) => `  ${lamp.name}  ${words[index] ?? "off"}`),
    ...(look.buzzer ? ["  buzzer  on"] : []),
    ...(errors.length === 0 ? [] : ["wrong", ...errors.map((error) => `  ${error}`)]),
  ];
}
