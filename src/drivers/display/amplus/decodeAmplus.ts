import { bytesOf } from "./codes.ts";
import { type AmplusCommand, commandText, fromHex, readCommand, toHex } from "./command.ts";
import { checksumOf } from "./encodeFrame.ts";
import { type Checksum, FrameReader, type Heard } from "./frameReader.ts";

/** A frame in words. The JSON of it is what the `wire` command prints and takes. */
export type AmplusFrame =
  | {
      /** Two hexadecimal digits as they came; 00 is every sign. */
      readonly id: string;
      readonly command: AmplusCommand;
      readonly checksum: Checksum;
      /** Whether a sign obeys it. */
      readonly applied: boolean;
      /** The checksum that was sent, when it is wrong or not in capitals. */
      readonly given?: string;
      /** The payload in hexadecimal, when the words do not say all of it. It wins over the words. */
      readonly hex?: string;
    }
  | {
      /** It sets the number of whatever sign is on the line, so it is for none in particular. */
      readonly id: null;
      readonly command: { readonly name: "setId"; readonly id: string; readonly brackets: boolean };
      readonly checksum: "none";
      readonly applied: boolean;
    };

export interface DecodedAmplus {
  readonly frames: readonly AmplusFrame[];
  /** What was dropped, and why. */
  readonly errors: readonly string[];
}

/** More complaints than this are noise, not information. */
const mostErrors = 100;

function inWords({ id, payload, checksum, given }: Extract<Heard, { kind: "frame" }>): AmplusFrame {
  const command = readCommand(payload);
  const hex = toHex(payload);
  const isUsual = given === "" || given === checksumOf(payload);
  return {
    id,
    command,
    checksum,
    applied: checksum === "ok" && command.name !== "other",
    ...(isUsual ? {} : { given }),
    ...(toHex(commandText(command)) === hex ? {} : { hex }),
  };
}

/** Reads whatever bytes there are: whole frames become words, the rest is told in `errors`. Never throws. */
export function decodeAmplus(bytes: Iterable<number>): DecodedAmplus {
  const reader = new FrameReader();
  const frames: AmplusFrame[] = [];
  const errors: string[] = [];
  const hear = (heard: Heard): void => {
    if (heard.kind === "frame") frames.push(inWords(heard));
    if (heard.kind === "setId") {
      const { id, brackets } = heard;
      frames.push({ id: null, command: { name: "setId", id, brackets }, checksum: "none", applied: true });
    }
    if (heard.kind === "dropped" && errors.length < mostErrors) errors.push(heard.message);
  };
  for (const byte of bytes) reader.push(byte).forEach(hear);
  reader.abort("it has no end").forEach(hear);
  return { frames, errors };
}

/** The bytes of a frame that was told in words. */
export function encodeAmplus(frame: AmplusFrame): Uint8Array {
  if (frame.id === null) {
    const { id, brackets } = frame.command;
    return bytesOf(brackets ? `<ID><${id}><E>` : `<ID>${id}<E>`);
  }
  const payload = frame.hex === undefined ? commandText(frame.command) : fromHex(frame.hex);
  const sum = frame.checksum === "none" ? "" : (frame.given ?? checksumOf(payload));
  return bytesOf(`<ID${frame.id}>${payload}${sum}<E>`);
}
