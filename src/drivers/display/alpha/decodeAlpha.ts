import { bytesOf, frameCode } from "./codes.ts";
import { type AlphaCommand, commandBytes, readCommand } from "./command.ts";
import { checksumOf } from "./encodeFrame.ts";
import {
  type Checksum,
  escapeByte,
  type Form,
  FrameReader,
  type Heard,
  type Receiver,
} from "./frameReader.ts";

/** A command as it stood in a frame. */
type FramedCommand = AlphaCommand & {
  readonly checksum: Checksum;
  /** Whether a sign obeys it: a wrong checksum makes it drop this command alone. */
  readonly applied: boolean;
  /** The checksum that was sent, when it is wrong or not in capitals. */
  readonly given?: string;
  /** True when an ETX closed the command although no checksum follows. */
  readonly etx?: true;
  /** The bytes of the command in hexadecimal, when the words above do not say them all. They win over the words. */
  readonly hex?: string;
};

/** A frame in words. The JSON of it is what the `wire` command prints and takes. */
export interface AlphaFrame {
  readonly sync: { readonly byte: number; readonly count: number };
  readonly form: Form;
  readonly receivers: readonly Receiver[];
  readonly commands: readonly FramedCommand[];
}

export interface DecodedAlpha {
  readonly frames: readonly AlphaFrame[];
  /** What was dropped, and why. */
  readonly errors: readonly string[];
}

/** More complaints than this are noise, not information. */
const mostErrors = 100;

const toHex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");

function framed({ body, checksum, given, etx }: Extract<Heard, { kind: "command" }>): FramedCommand {
  const command = readCommand(body);
  const hex = toHex(body);
  const usual = checksum === "ok" && given === checksumOf(body);
  return {
    ...command,
    checksum,
    applied: checksum !== "bad",
    ...(given !== "" && !usual ? { given } : {}),
    ...(etx && given === "" ? { etx } : {}),
    ...(toHex(commandBytes(command)) === hex ? {} : { hex }),
  };
}

/** Reads whatever bytes there are: whole frames become words, the rest is told in `errors`. Never throws. */
export function decodeAlpha(bytes: Iterable<number>): DecodedAlpha {
  const reader = new FrameReader();
  const frames: AlphaFrame[] = [];
  const errors: string[] = [];
  let open: (Omit<AlphaFrame, "commands"> & { commands: FramedCommand[] }) | null = null;
  const hear = (heard: Heard): void => {
    if (heard.kind === "dropped" && errors.length < mostErrors) errors.push(heard.message);
    if (heard.kind === "frame") {
      open = { sync: heard.sync, form: heard.form, receivers: heard.receivers, commands: [] };
      frames.push(open);
    }
    if (heard.kind === "command") open?.commands.push(framed(heard));
  };
  for (const byte of bytes) reader.push(byte).forEach(hear);
  reader.abort("it has no end").forEach(hear);
  return { frames: frames.filter((frame) => frame.commands.length > 0), errors };
}

const hexBytes = (hex: string): number[] =>
  Array.from({ length: Math.floor(hex.length / 2) }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );

/** The bytes of a frame that was told in words. */
export function encodeAlpha(frame: AlphaFrame): Uint8Array {
  const commands = frame.commands.flatMap((command, index) => {
    const body = command.hex === undefined ? commandBytes(command) : hexBytes(command.hex);
    const sum = command.checksum === "none" ? "" : (command.given ?? checksumOf(body));
    const closes = sum !== "" || command.etx === true || index < frame.commands.length - 1;
    return [frameCode.STX, ...body, ...(closes ? [frameCode.ETX, ...bytesOf(sum)] : [])];
  });
  const receivers = frame.receivers.map(({ type, address }) => type + address).join(",");
  const plain = [frameCode.SOH, ...bytesOf(receivers), ...commands, frameCode.EOT];
  return Uint8Array.from([
    ...new Array<number>(frame.sync.count).fill(frame.sync.byte),
    ...plain.flatMap((byte) => escapeByte(byte, frame.form)),
  ]);
}
