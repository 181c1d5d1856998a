import { z } from "zod";
import { checkShape } from "../config/checkShape.ts";
import { Findings } from "../config/findings.ts";
import type { Problem } from "../config/problem.ts";
import { problemLines } from "../config/problemReport.ts";
import { readText } from "../config/readText.ts";
import { LONGEST_FILE_BYTES, readYaml } from "../config/readYaml.ts";
import type { DecodedWire } from "../drivers/defineWireCodec.ts";
import { withoutParity } from "../shared/softwareParity.ts";
import { hexOf } from "./hexBytes.ts";
import { readStdin } from "./readStdin.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { glassFrom } from "./wireGlass.ts";
import { readWire, type WireSource } from "./wireInput.ts";
import { jsonText, wireLines } from "./wireReport.ts";
import { readSpoken, type Spoken } from "./wireTarget.ts";

export interface WireDecodeOptions extends Omit<WireSource, "input"> {
  readonly model?: string;
  readonly json: boolean;
}

type Told = Pick<Terminal, "write" | "writeError">;

/** A seven-bit line that was recorded with eight bits has its parity in bit 7: without it, where that says more. */
function decodeWire(bytes: Uint8Array, { codec, target }: Spoken): DecodedWire {
  const plain = codec.decode(bytes, target);
  const isSeven = target.model.serial.dataBits === 7 && bytes.some((byte) => byte >= 0x80);
  if (!isSeven || plain.frames.length > 0) return plain;
  const stripped = codec.decode(withoutParity(bytes), target);
  const note = "bit 7 of every byte was left out: it is the parity of a seven-bit line";
  return stripped.frames.length === 0 ? plain : { ...stripped, errors: [note, ...stripped.errors] };
}

/** `bandeau wire decode`: bytes of a display protocol in words, and what a sign would show. */
export async function wireDecodeCommand(
  protocol: string,
  input: string | undefined,
  options: WireDecodeOptions,
  terminal: Told,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { hex, file, model, json } = options;
  const spoken = await readSpoken(protocol, model);
  const source = {
    ...(hex === undefined ? {} : { hex }),
    ...(file === undefined ? {} : { file }),
    ...(input === undefined ? {} : { input }),
  };
  const bytes = await readWire(source, stdin);
  if (bytes === null) {
    terminal.writeError(
      "say where the bytes are: --hex DIGITS, --file FILE, or - for stdin; one of the three\n",
    );
    return exitCodes.usage;
  }
  const decoded = decodeWire(bytes, spoken);
  const { frames } = decoded;
  const silence = frames.length === 0 && decoded.errors.length === 0 && bytes.length > 0;
  const errors = silence ? [`none of the ${bytes.length} bytes begins a frame`] : decoded.errors;
  const glass = glassFrom(decoded, spoken.target);
  const lines = json
    ? [jsonText({ protocol, frames, glass, errors })]
    : wireLines({ protocol, bytes: bytes.length, frames, glass, errors });
  terminal.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}

export interface WireEncodeOptions {
  /** A file, or `-` for stdin. */
  readonly from: string;
  readonly model?: string;
  readonly raw: boolean;
}

/** `bandeau wire encode`: what `wire decode --json` says, back into the same bytes. */
export async function wireEncodeCommand(
  protocol: string,
  { from, model, raw }: WireEncodeOptions,
  terminal: Told & { writeBytes(bytes: Uint8Array): void },
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const spoken = await readSpoken(protocol, model);
  const text =
    from === "-" ? await readStdin(stdin, LONGEST_FILE_BYTES) : await readText(from, LONGEST_FILE_BYTES);
  const read = text.ok
    ? framesIn(text.text, from === "-" ? "stdin" : from, spoken)
    : { bytes: null, problems: [text.problem] };
  if (read.bytes === null) {
    for (const line of problemLines(read.problems)) terminal.writeError(`${line}\n`);
    return exitCodes.failed;
  }
  if (raw) terminal.writeBytes(read.bytes);
  else terminal.write(`${hexOf(read.bytes)}\n`);
  return exitCodes.done;
}

/** JSON is YAML, so what is wrong with it is told with line and column as everything else. */
function framesIn(
  text: string,
  name: string,
  { codec, target }: Spoken,
): { readonly bytes: Uint8Array | null; readonly problems: readonly Problem[] } {
  const read = readYaml(text, name);
  if (!read.ok) return { bytes: null, problems: read.problems };
  const document = z.strictObject({
    protocol: z.string().optional(),
    frames: codec.frames(target).describe("a list of frames, as wire decode --json prints them"),
    glass: z.unknown().optional(),
    errors: z.unknown().optional(),
  });
  const findings = new Findings(read.yaml);
  const checked = checkShape(document, findings);
  return { bytes: checked?.frames ?? null, problems: findings.of("error") };
}
