import type { DisplayModel } from "../ports/displayModel.ts";
import type { DisplayModelFile } from "./displayModelFile.ts";
import type { SiteDisplay } from "./siteSchema.ts";

/** A model with what a site changed in it, ready for its driver. */
export interface FittedModel {
  readonly model: DisplayModel;
  /** For the driver's own options schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Lays what a site says about a display over what its model's file says. */
export function siteModel(
  display: Pick<SiteDisplay, "serial" | "settings">,
  file: DisplayModelFile,
): FittedModel {
  const { id, name, driver, rows, columns, colours, pacing, refresh } = file;
  const { baudRate, dataBits, parity, stopBits } = display.serial ?? {};
  const serial = {
    baudRate: baudRate ?? file.serial.baudRate,
    dataBits: dataBits ?? file.serial.dataBits,
    parity: parity ?? file.serial.parity,
    stopBits: stopBits ?? file.serial.stopBits,
  };
  return {
    model: { id, name, driver, rows, columns, colours, serial, pacing, refresh },
    settings: { ...file.settings, ...display.settings },
  };
}
