import type { DisplayDriver } from "../../ports/displayDriver.ts";
import { type ModbusHeld, nextWrite, unknownDisplay } from "./modbus/nextWrite.ts";
import { type ModbusOptions, modbusOptions } from "./modbus/options.ts";
import { planProblems } from "./modbus/planProblems.ts";
import { ModbusSlave } from "./modbus/slave.ts";

/** Digits, and what figures carry, so that the driver can tell `12h` and `1:04` from numbers. */
const understood = "0123456789 -.,:+%hms";

/**
 * Displays of digits that are slaves on a Modbus RTU line: one number a row, written into the registers that the model
 * names, and acknowledged. What is no number shows as dashes.
 */
export const driver: DisplayDriver<ModbusOptions, ModbusHeld> = {
  kind: "modbus",
  options: modbusOptions,
  letters: "",
  missing: Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at))
    .filter((letter) => !understood.includes(letter))
    .join(""),
  plan: planProblems,
  unknown: () => unknownDisplay,
  next: nextWrite,
  forget: ({ latest }) => ({ ...unknownDisplay, latest }),
  sign: (model, options) => new ModbusSlave(model, options),
};
