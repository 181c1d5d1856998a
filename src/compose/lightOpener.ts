import { openHidTcp } from "../adapters/tcp/openHidTcp.ts";
import type { BusLights } from "../app/lightLinks/busLights.ts";
import { gpioLight } from "../app/lightLinks/gpioLight.ts";
import { hidLight } from "../app/lightLinks/hidLight.ts";
import { SerialLight } from "../app/lightLinks/serialLight.ts";
import type { OpenLightLink } from "../app/lightReconciler.ts";
import type { LightLook } from "../domain/light.ts";
import { matchUsb, type UsbKind, type UsbMatch } from "../domain/usbIdentity.ts";
import { type FoundLight, findLights } from "../drivers/light/findLights.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidDevices } from "../ports/hid.ts";
import { hidLimits } from "../ports/hidLimits.ts";
import type { LightLink, OpenLight } from "../ports/lightLink.ts";
import type { OpenSerialLink, SerialSettings } from "../ports/serialLink.ts";
import type { GpioHere } from "./gpioHere.ts";
import { lightLines } from "./lightLines.ts";
import type { LightUnit } from "./lightUnits.ts";
import { UsbOpener } from "./usbOpener.ts";

/** Where lights that hang neither on USB nor on the bus are. */
export interface LightWorld {
  /** Opens what a light's `port:` names. */
  readonly line: (port: string, serial: SerialSettings) => OpenSerialLink;
  readonly gpio: Pick<GpioHere, "open">;
  /** What stands behind `port: simulated`. */
  readonly twin: (unit: LightUnit) => OpenLight;
}

/** A network light has no line of its own; its bytes need no time to speak of. */
const networkLine: SerialSettings = { baudRate: 1_000_000, dataBits: 8, parity: "none", stopBits: 1 };

const lightKind: UsbKind<FoundLight> = {
  words: {
    device: "light",
    mine: "this one",
    others: "another one of the site",
    of: "that of",
    tellApart: "give each of these lights its serial or its usbPort under usb: bandeau light list shows both",
  },
  isModel: ({ models }, model) => models.includes(model),
  isSure: () => true,
};

/** What says which USB light somebody means. */
export type LightOnUsb = Pick<LightUnit, "id" | "site" | "bound">;

/** The lights that share the sockets of this machine. */
export const lightsOnUsb = (units: readonly LightUnit[]): readonly LightOnUsb[] =>
  units.filter(({ bound, site }) => bound.wire === "hid" && site.port === undefined);

/** Gives each light its device; none is given one of two that nothing tells apart. */
export function matchLights(
  lights: readonly LightOnUsb[],
  plugged: readonly HidDeviceInfo[],
  held: ReadonlyMap<string, string>,
): ReadonlyMap<string, UsbMatch<FoundLight>> {
  const models = lights.map(({ bound }) => bound.model);
  const owners = lights.map(({ id, site, bound }) => ({
    id,
    choice: { ...site.usb, model: bound.model.id },
  }));
  return matchUsb(owners, findLights(plugged, models), held, lightKind);
}

export interface LightOpenerDeps {
  readonly devices: HidDevices;
  readonly world: LightWorld;
  readonly bus: BusLights;
}

/** Opens the lights of a site, wherever they are. */
export class LightOpener {
  readonly #deps: LightOpenerDeps;
  readonly #usb: UsbOpener<FoundLight>;
  /** Lights that share the sockets of this machine. */
  #plugged: readonly LightOnUsb[] = [];

  constructor(deps: LightOpenerDeps) {
    this.#deps = deps;
    this.#usb = new UsbOpener(
      deps.devices,
      (plugged, held) => matchLights(this.#plugged, plugged, held),
      "LIGHT",
    );
  }

  /** The lights there are from now on. */
  use(units: readonly LightUnit[]): void {
    this.#plugged = lightsOnUsb(units);
  }

  /** How one light is opened. `wanted`: what it should be by then; null when nobody has said. */
  openerOf(unit: LightUnit, wanted: () => LightLook | null): OpenLightLink {
    const { bound, site, id } = unit;
    const { world, bus } = this.#deps;
    if (site.port === "simulated") return world.twin(unit);
    switch (bound.wire) {
      case "hid":
        return site.port === undefined
          ? async (signal, absent) => hidLight((await this.#usb.open(id, signal, absent)).link)
          : hidOverTcp(site.port);
      case "serial":
        return this.#line(unit);
      case "gpio":
        return (signal) => this.#gpio(unit, wanted(), signal);
      case "mqtt":
        return bus.openerOf(bound);
    }
  }

  #line({ site: { port = "" }, bound }: LightUnit): OpenLight {
    const open = this.#deps.world.line(port, bound.model.serial ?? networkLine);
    return async (signal) => new SerialLight(await open(signal));
  }

  /** The lines are from their first moment on what the lamps should be. */
  async #gpio({ site, file, bound }: LightUnit, wanted: LightLook | null, signal: AbortSignal) {
    const request = lightLines(site, file);
    if (request === null || site.gpio === undefined)
      throw new Fault("LIGHT_LINES", "nobody says on which lines the light is", "write gpio: { lines: … }");
    const [frame] = wanted === null ? [] : bound.frames(null, bound.nearest(wanted));
    const initial = frame?.kind === "levels" ? frame.levels : request.initial;
    const gpio = await this.#deps.world.gpio.open(site.gpio.backend);
    return gpioLight(await gpio.openOutputs({ ...request, initial }, signal));
  }
}

const hidOverTcp =
  (port: string): OpenLight =>
  async (signal): Promise<LightLink> =>
    hidLight(await openHidTcp(port, hidLimits)(signal));
