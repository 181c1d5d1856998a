import { z } from "zod";
import { byName, defineWireCodec, hexText, type WireLanguage } from "../../defineWireCodec.ts";
import { decodeModbus } from "./decodeModbus.ts";
import { encodeModbus, type ModbusFrame } from "./frames.ts";

const byte = z.number().int().min(0).max(0xff);
const word = z.number().int().min(0).max(0xffff);
const slave = byte.default(1);
/** A count of bytes has eight bits. */
const values = z.array(word).max(127);

const frame = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("writeRegister"), slave, register: word, value: word }),
  z.strictObject({ name: z.literal("writeRegisters"), slave, register: word, values }),
  z.strictObject({ name: z.literal("readRegisters"), slave, register: word, count: word }),
  z.strictObject({ name: z.literal("registersWritten"), slave, register: word, count: word }),
  z.strictObject({ name: z.literal("registers"), slave, values }),
  z.strictObject({ name: z.literal("exception"), slave, function: byte, code: byte }),
  z.strictObject({ name: z.literal("other"), slave, function: byte, data: hexText.max(504) }),
]);

/** What a slave says; another slave would take it for a request. */
const answers: ReadonlySet<ModbusFrame["name"]> = new Set(["registersWritten", "registers", "exception"]);
const usualPauseMs = 10;

const language: WireLanguage<ModbusFrame> = {
  decode: decodeModbus,
  encode: encodeModbus,
  frame: byName(
    frame.options.flatMap(({ shape }) => [...shape.name.values]),
    frame,
  ),
  addressee: ({ slave: number }) => (number === 0 ? {} : { slave: number }),
  pauseAfterMs: ({ name }) => (answers.has(name) ? null : usualPauseMs),
};

/** Modbus RTU in words, requests and answers. */
export const codec = defineWireCodec("modbus", () => language);
