import type { WireCodec } from "./defineWireCodec.ts";
import { codec as alcatel } from "./display/alcatel/wireForm.ts";
import { codec as alpha } from "./display/alpha/wireForm.ts";
import { codec as amplus } from "./display/amplus/wireForm.ts";
import { codec as modbus } from "./display/modbus/wireForm.ts";
import { codec as template } from "./display/template/wireForm.ts";

/** The language of every display driver for people and other programs, by the driver's kind. */
export const wireCodecs: ReadonlyMap<string, WireCodec> = new Map(
  [alcatel, alpha, amplus, modbus, template].map((codec) => [codec.kind, codec]),
);
