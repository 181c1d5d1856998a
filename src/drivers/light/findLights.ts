import type { HidDeviceInfo } from "../../ports/hid.ts";
import type { LightModel, LightUsbId } from "../../ports/lightModel.ts";

/** A HID device that may be a light of some models; several where makers share ids. */
export interface FoundLight extends HidDeviceInfo {
  readonly models: readonly string[];
}

type Known = Pick<LightModel, "id" | "usb">;

/** The lights among HID devices: those that one of these models may be. */
export const findLights = (
  devices: readonly HidDeviceInfo[],
  known: readonly Known[],
): readonly FoundLight[] =>
  devices.flatMap((info) => {
    const models = known.filter(({ usb }) => usb.some((id) => isThis(id, info))).map(({ id }) => id);
    return models.length === 0 ? [] : [{ ...info, models: [...new Set(models)] }];
  });

function isThis(id: LightUsbId, info: HidDeviceInfo): boolean {
  if (id.vendorId !== info.vendorId || id.productId !== info.productId) return false;
  const product = info.product?.trim().toLowerCase() ?? "";
  if (id.product !== null && !product.endsWith(id.product.toLowerCase())) return false;
  const number = /\/input(\d+)$/.exec(info.physicalPath ?? "")?.[1];
  return id.interface === null || number === undefined || Number(number) === id.interface;
}
