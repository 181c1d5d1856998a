import type { DisplayModel } from "../../../../src/ports/displayModel.ts";

/** A display of so many digits, on the usual line. */
export const modelOf = (columns: number, rows = 1): DisplayModel => ({
  id: "modbus-digits",
  name: "Digits",
  driver: "modbus",
  rows,
  columns,
  colours: ["red"],
  serial: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 },
  pacing: { betweenFramesMs: 10 },
  refresh: { valuesSeconds: 15, layoutsSeconds: null, everythingSeconds: null },
});
