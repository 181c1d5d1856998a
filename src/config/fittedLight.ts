import type { LightModel } from "../ports/lightModel.ts";
import type { LightModelFile } from "./lightModelFile.ts";
import type { SiteLight } from "./siteSchema.ts";

/** A light's model with what a site changed in it, ready for its driver. */
export interface FittedLight {
  readonly model: LightModel;
  /** For the driver's own options schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A light as it leaves the factory, for tools without a site. */
export const bareLight: Pick<SiteLight, "serial" | "settings" | "topic"> = { settings: {} };

/** Lays what a site says about a light over what its model's file says; its topic is a setting as well. */
export function fitLight(
  { serial, settings, topic }: Pick<SiteLight, "serial" | "settings" | "topic">,
  file: LightModelFile,
): FittedLight {
  const { id, name, driver, lamps, wears, betweenFramesMs, refreshSeconds } = file;
  return {
    model: {
      id,
      name,
      driver,
      lamps,
      hasBuzzer: file.buzzer,
      usb: file.usb.map(({ vendor, product, named = null, interface: number = null }) => ({
        vendorId: vendor,
        productId: product,
        product: named,
        interface: number,
      })),
      serial: fittedSerial(serial, file),
      tcpPort: file.tcpPort ?? null,
      wears,
      betweenFramesMs,
      refreshSeconds,
    },
    settings: { ...file.settings, ...settings, ...(topic === undefined ? {} : { topic }) },
  };
}

function fittedSerial(
  { baudRate, dataBits, parity, stopBits }: NonNullable<SiteLight["serial"]> = {},
  { serial }: LightModelFile,
): LightModel["serial"] {
  if (serial === undefined) return null;
  return {
    baudRate: baudRate ?? serial.baudRate,
    dataBits: dataBits ?? serial.dataBits,
    parity: parity ?? serial.parity,
    stopBits: stopBits ?? serial.stopBits,
  };
}
