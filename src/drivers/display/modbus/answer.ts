import type { Answer, Verdict } from "../../../ports/displayDriver.ts";
import {
  answerAt,
  encodeModbus,
  functionCode,
  longestFrame,
  type ModbusAnswer,
  type ModbusRequest,
} from "./frames.ts";

/** A display on a serial line answers in some tens of milliseconds; three tenths of a second leave room for adapters. */
const withinMs = 300;
const retries = 2;

/** What exceptions mean (Modbus Application Protocol V1.1b3, 7), and what a technician can do about them. */
const exceptions: ReadonlyMap<number, readonly [meaning: string, advice: string]> = new Map([
  [1, ["illegal function", "set writeSingle to false if the display only knows function 16"]],
  [2, ["illegal data address", "check register, blinkRegister and brightness against the display's manual"]],
  [3, ["illegal data value", "check encode and brightness against the display's manual"]],
  [4, ["device failure", "switch the display off and on; if that does not help it is defective"]],
  [6, ["device busy", "wait; if it stays, raise betweenFramesMs in the model's file"]],
]);

type Write = Extract<ModbusRequest, { name: "writeRegister" | "writeRegisters" }>;

/** What a display says when it took a write. */
const expected = (write: Write): ModbusAnswer =>
  write.name === "writeRegister"
    ? write
    : {
        name: "registersWritten",
        slave: write.slave,
        register: write.register,
        count: write.values.length,
      };

function refused(code: number): Verdict {
  const [meaning, advice] = exceptions.get(code) ?? [
    "not in the Modbus standard",
    "see the display's manual",
  ];
  return { kind: "refused", reason: `the display answers exception ${code}: ${meaning}`, advice };
}

const damaged: Verdict = {
  kind: "refused",
  reason: "the display's answer was damaged on the line",
  advice:
    "check the two wires of the line, its ends (120 ohm), and that each display has an address of its own",
};

/** Whether bytes begin with as much of the request as there is of them: some adapters hear what they send. */
const isEcho = (bytes: Uint8Array, request: Uint8Array): boolean =>
  bytes.subarray(0, request.length).every((byte, at) => byte === request[at]);

function judge(bytes: Uint8Array, write: Write, request: Uint8Array, wanted: string): Verdict {
  const code = functionCode[write.name];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const found = answerAt(rest);
    if (found.kind === "frame") {
      const { frame, length } = found;
      const isOurs = frame.slave === write.slave;
      if (isOurs && frame.name === "exception" && frame.function === code) return refused(frame.code);
      if (rest.subarray(0, length).join() === wanted) return { kind: "taken" };
      // Another display's answer, or a late one to what was written before.
      at += length;
      continue;
    }
    if (isEcho(rest, request)) {
      at += request.length;
      continue;
    }
    const isForUs = rest[0] === write.slave && (rest[1] === code || rest[1] === (code | 0x80));
    if (isForUs && found.kind === "none") return damaged;
    at += 1;
  }
  return bytes.length > longestFrame ? damaged : { kind: "more" };
}

/** What a display says to a write: an echo or a count when it took it, an exception when it did not. */
export function answerTo(write: Write): Answer {
  const request = encodeModbus(write);
  const wanted = encodeModbus(expected(write)).join();
  return { withinMs, retries, read: (bytes) => judge(bytes, write, request, wanted) };
}
