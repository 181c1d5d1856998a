import type { LightColour } from "../domain/light.ts";
import type { SerialSettings } from "./serialLink.ts";

/** How a light is reached. `serial` is a serial port or a TCP serial server or the maker's own TCP port. */
export type LightWire = "hid" | "serial" | "mqtt" | "gpio";

/** A lamp of a model: what people call it, and the colour it has; `any` where it mixes every colour. */
export interface LampModel {
  readonly name: string;
  readonly colour: LightColour | "any";
}

/** A USB device that may be this model. Ids are shared by makers and products: the product's name may have to fit too. */
export interface LightUsbId {
  readonly vendorId: number;
  readonly productId: number;
  /** Ends the product string, letters of either case; null where ids suffice. */
  readonly product: string | null;
  /** Which of its HID interfaces; null where there is one. */
  readonly interface: number | null;
}

/** How one product uses a driver: a file of `devices/lights`, checked, with the site's settings laid over it. */
export interface LightModel {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly lamps: readonly LampModel[];
  readonly hasBuzzer: boolean;
  /** Empty where it is no USB HID device. */
  readonly usb: readonly LightUsbId[];
  /** Null where it hangs on no serial line. */
  readonly serial: SerialSettings | null;
  /** Of a maker's own network protocol; null where there is none. */
  readonly tcpPort: number | null;
  /** Its contacts wear with each switch: it is switched seldom, and flashes only where the site says so. */
  readonly wears: boolean;
  /** Silence it needs after each frame, in milliseconds. */
  readonly betweenFramesMs: number;
  /** How often to say again what it should know already, because a lost frame must heal; null for never. */
  readonly refreshSeconds: number | null;
}
