import { hasRightCrc, withCrc } from "../../modbusCrc.ts";

/** Functions that we speak (Modbus Application Protocol V1.1b3). */
export const functionCode = { readRegisters: 3, writeRegister: 6, writeRegisters: 16 } as const;

/** Set in the function of an answer that refuses. */
const exceptionBit = 0x80;

/** The request of function 6; its answer is the same bytes. */
interface WriteRegister {
  readonly name: "writeRegister";
  readonly slave: number;
  readonly register: number;
  readonly value: number;
}

/** A function that we do not speak, or one whose counts do not fit; `data` is in hexadecimal. */
interface OtherFrame {
  readonly name: "other";
  readonly slave: number;
  readonly function: number;
  readonly data: string;
}

/** What a master says. */
export type ModbusRequest =
  | WriteRegister
  | {
      readonly name: "writeRegisters";
      readonly slave: number;
      readonly register: number;
      readonly values: readonly number[];
    }
  | {
      readonly name: "readRegisters";
      readonly slave: number;
      readonly register: number;
      readonly count: number;
    }
  | OtherFrame;

/** What a slave says. */
export type ModbusAnswer =
  | WriteRegister
  | {
      readonly name: "registersWritten";
      readonly slave: number;
      readonly register: number;
      readonly count: number;
    }
  | { readonly name: "registers"; readonly slave: number; readonly values: readonly number[] }
  | { readonly name: "exception"; readonly slave: number; readonly function: number; readonly code: number }
  | OtherFrame;

/** A frame in words. The JSON of it is what the `wire` command prints and takes. */
export type ModbusFrame = ModbusRequest | ModbusAnswer;

/** Slave, function and checksum are around the shortest data, one byte. */
const shortestFrame = 5;
/** Modbus allows no longer frame on a serial line. */
export const longestFrame = 256;
/** Slave, function, two numbers and checksum: nearly every frame. */
const usualLength = 8;

const word = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
const words = (values: readonly number[]): number[] => values.flatMap(word);
const hexOf = (bytes: readonly number[]): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex: string): number[] =>
  (hex.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16));

const wordAt = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint16(at);

const wordsIn = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length >> 1 }, (_, index) => wordAt(bytes, index * 2));

const other = (bytes: Uint8Array): OtherFrame => {
  const [slave = 0, code = 0, ...rest] = bytes;
  return { name: "other", slave, function: code, data: hexOf(rest.slice(0, -2)) };
};

/** How long a request is that begins so; null when more bytes have to come to tell. */
function requestLength([, code, , , , , count]: Uint8Array): number | null {
  if (code === undefined) return null;
  if (code !== functionCode.writeRegisters) return usualLength;
  return count === undefined ? null : 9 + count;
}

function requestInWords(bytes: Uint8Array): ModbusRequest {
  const [slave = 0, code] = bytes;
  const register = wordAt(bytes, 2);
  const count = wordAt(bytes, 4);
  if (code === functionCode.writeRegister) return { name: "writeRegister", slave, register, value: count };
  if (code === functionCode.readRegisters) return { name: "readRegisters", slave, register, count };
  const values = wordsIn(bytes.subarray(7, -2));
  // Counts that do not fit each other are told as they are, so that they give the same bytes again.
  const isWhole = values.length === count && bytes[6] === count * 2;
  if (code !== functionCode.writeRegisters || !isWhole) return other(bytes);
  return { name: "writeRegisters", slave, register, values };
}

/** How long an answer is that begins so; null when more bytes have to come to tell. */
function answerLength([, code, count]: Uint8Array): number | null {
  if (code === undefined) return null;
  if ((code & exceptionBit) !== 0) return shortestFrame;
  if (code !== functionCode.readRegisters) return usualLength;
  return count === undefined ? null : 5 + count;
}

function answerInWords(bytes: Uint8Array): ModbusAnswer {
  const [slave = 0, code = 0, third = 0] = bytes;
  if ((code & exceptionBit) !== 0)
    return { name: "exception", slave, function: code & ~exceptionBit, code: third };
  if (code === functionCode.readRegisters && third % 2 === 0)
    return { name: "registers", slave, values: wordsIn(bytes.subarray(3, -2)) };
  if (code === functionCode.writeRegister)
    return { name: "writeRegister", slave, register: wordAt(bytes, 2), value: wordAt(bytes, 4) };
  if (code === functionCode.writeRegisters)
    return { name: "registersWritten", slave, register: wordAt(bytes, 2), count: wordAt(bytes, 4) };
  return other(bytes);
}

/** What stands at the beginning of some bytes: a frame and its length, nothing, or too little to tell. */
export type Found<Frame> =
  | { readonly kind: "frame"; readonly frame: Frame; readonly length: number }
  | { readonly kind: "none" }
  | { readonly kind: "more" };

function frameAt<Frame>(
  bytes: Uint8Array,
  length: number | null,
  inWords: (whole: Uint8Array) => Frame,
): Found<Frame> {
  if (length !== null && length > longestFrame) return { kind: "none" };
  if (length === null || length > bytes.length) return { kind: "more" };
  const whole = bytes.subarray(0, length);
  return hasRightCrc(whole) ? { kind: "frame", frame: inWords(whole), length } : { kind: "none" };
}

/** Reads the request that bytes begin with; one whose checksum is wrong is none. */
export const requestAt = (bytes: Uint8Array): Found<ModbusRequest> =>
  frameAt(bytes, requestLength(bytes), requestInWords);

/** Reads the answer that bytes begin with; one whose checksum is wrong is none. */
export const answerAt = (bytes: Uint8Array): Found<ModbusAnswer> =>
  frameAt(bytes, answerLength(bytes), answerInWords);

function bodyOf(frame: ModbusFrame): number[] {
  switch (frame.name) {
    case "writeRegister":
      return [functionCode.writeRegister, ...word(frame.register), ...word(frame.value)];
    case "writeRegisters": {
      const count = frame.values.length;
      return [
        functionCode.writeRegisters,
        ...word(frame.register),
        ...word(count),
        count * 2,
        ...words(frame.values),
      ];
    }
    case "registersWritten":
      return [functionCode.writeRegisters, ...word(frame.register), ...word(frame.count)];
    case "readRegisters":
      return [functionCode.readRegisters, ...word(frame.register), ...word(frame.count)];
    case "registers":
      return [functionCode.readRegisters, frame.values.length * 2, ...words(frame.values)];
    case "exception":
      return [frame.function | exceptionBit, frame.code];
    case "other":
      return [frame.function, ...bytesOf(frame.data)];
  }
}

/** The bytes of a frame that was told in words, with their checksum. */
export const encodeModbus = (frame: ModbusFrame): Uint8Array => withCrc([frame.slave, ...bodyOf(frame)]);
