import { matchUsb, type PluggedDevice, type UsbChoice, type UsbKind, type UsbMatch } from "./usbIdentity.ts";

/** A headset that is plugged in, as far as it matters whose it is. */
export interface PluggedHeadset extends PluggedDevice {
  readonly model: string;
  /** Input only: it may be a camera with a mute key as well. */
  readonly callControl: "full" | "inputOnly";
}

interface Seat {
  readonly id: string;
  readonly headset: UsbChoice;
}

/** What headsets are told apart by, beside their sockets and serial numbers. */
const headsetKind: UsbKind<PluggedHeadset> = {
  words: {
    device: "headset",
    mine: "this seat's",
    others: "another seat's",
    of: "that of",
    tellApart:
      "give each of these seats the serial or the usbPort of its headset: bandeau devices shows both",
  },
  isModel: (device, model) => device.model === model,
  isSure: ({ callControl }) => callControl === "full",
};

/** Gives each seat its headset; nobody is given one of two that nothing tells apart. */
export const matchHeadsets = <Device extends PluggedHeadset>(
  seats: readonly Seat[],
  devices: readonly Device[],
  held: ReadonlyMap<string, string>,
): ReadonlyMap<string, UsbMatch<Device>> =>
  matchUsb(
    seats.map(({ id, headset }) => ({ id, choice: headset })),
    devices,
    held,
    headsetKind,
  );
