import { udevRule } from "../adapters/hid/hidFaults.ts";
import type { HidWorld } from "../adapters/hid/hidWorld.ts";
import { listHidDevices } from "../adapters/hid/listHidDevices.ts";
import { bareLight, fitLight } from "../config/fittedLight.ts";
import type { LightModelFile } from "../config/lightModelFile.ts";
import { usbPortOf } from "../domain/usbIdentity.ts";
import { findLights } from "../drivers/light/findLights.ts";
import { lightDrivers } from "../drivers/lightDrivers.ts";
import { shippedLights } from "./lightModels.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

/** The group of the service, as systemd/bandeau.service has it. */
const GROUP = "bandeau";

/** A USB light that is plugged in. */
interface PluggedLight {
  readonly path: string;
  readonly product: string | null;
  /** Four hexadecimal digits, as lsusb shows them. */
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string | null;
  readonly usbPort: string | null;
  /** The models that it may be; several where makers share an id. */
  readonly models: readonly string[];
  readonly mayOpen: boolean;
  /** What a site writes for it; the surest first. */
  readonly usb: readonly ({ readonly serial: string } | { readonly usbPort: string })[];
  /** What is missing to open it; null when nothing is. */
  readonly advice: string | null;
}

/** `bandeau light list`: the models we know, by the way they are reached, and what is plugged in. */
export async function lightListCommand(
  { json }: { readonly json: boolean },
  terminal: Pick<Terminal, "write">,
  world: HidWorld,
): Promise<number> {
  const models = [...new Set((await shippedLights()).values())].toSorted((a, b) =>
    a.id.localeCompare(b.id, "en"),
  );
  const plugged = await pluggedLights(models, world);
  const lines = json
    ? [JSON.stringify({ lights: plugged, models: models.map(modelJson) })]
    : [...pluggedLines(plugged), "", ...modelLines(models)];
  terminal.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}

const fourDigits = (id: number): string => id.toString(16).padStart(4, "0");

async function pluggedLights(models: readonly LightModelFile[], world: HidWorld): Promise<PluggedLight[]> {
  const known = models.map((file) => fitLight(bareLight, file).model);
  const devices = findLights(await listHidDevices(world), known);
  const serials = devices.map(({ serialNumber }) => serialNumber);
  return Promise.all(
    devices.map(async (device): Promise<PluggedLight> => {
      const { path, product, vendorId, productId, serialNumber } = device;
      const mayOpen = await world.access(path).then(
        () => true,
        () => false,
      );
      const usbPort = usbPortOf(device.physicalPath);
      const isOwn =
        serialNumber !== null &&
        serialNumber !== "" &&
        serials.filter((one) => one === serialNumber).length === 1;
      return {
        path,
        product,
        vendorId: fourDigits(vendorId),
        productId: fourDigits(productId),
        serialNumber,
        usbPort,
        models: device.models,
        mayOpen,
        usb: [...(isOwn ? [{ serial: serialNumber }] : []), ...(usbPort === null ? [] : [{ usbPort }])],
        advice: mayOpen
          ? null
          : `you may not open it: install systemd/60-bandeau.rules in /etc/udev/rules.d, add yourself to group ${GROUP} and plug it in again; the rule for its maker is ${udevRule(device, GROUP)}`,
      };
    }),
  );
}

function pluggedLines(lights: readonly PluggedLight[]): string[] {
  if (lights.length === 0)
    return [
      "no USB light found that we know; bandeau devices lists serial ports, and bandeau doctor gpio the GPIO lines",
    ];
  return lights.flatMap(({ path, product, vendorId, productId, models, usb, advice }) => {
    const [best, other] = usb;
    return [
      `${path}  ${product ?? "a light without a name"} (${vendorId}:${productId})`,
      `  model: ${models.join(", or ")}`,
      best === undefined
        ? "  nothing tells it from another one of its kind: a site can only take the only one there is"
        : `  usb: ${written(best)}`,
      ...(other === undefined ? [] : [`  or, for this socket whatever is plugged in: ${written(other)}`]),
      ...(advice === null ? [] : [`  ${advice}`]),
    ];
  });
}

/** As it stands in a site's YAML. */
const written = (choice: PluggedLight["usb"][number]): string =>
  `{ ${Object.entries(choice)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ")} }`;

const wireOf = ({ driver }: LightModelFile): string => lightDrivers.get(driver)?.wire ?? "unknown";

/** How lights of a kind are reached, as the heading of their list. */
const headings: readonly (readonly [string, string])[] = [
  ["hid", "USB lights, by usb:"],
  ["gpio", "on GPIO lines, by gpio:"],
  ["serial", "on a serial line or the network, by port:"],
  ["mqtt", "on the bus, by topic:"],
];

const modelJson = (model: LightModelFile) => {
  const { id, aliases, name, driver, lamps, buzzer, wears } = model;
  return { id, aliases, name, driver, wire: wireOf(model), lamps, buzzer, wears };
};

function modelLines(models: readonly LightModelFile[]): string[] {
  const width = Math.max(...models.map(({ id }) => id.length));
  return headings.flatMap(([wire, heading]) => {
    const ours = models.filter((model) => wireOf(model) === wire);
    return ours.length === 0
      ? []
      : [heading, ...ours.map((model) => `  ${model.id.padEnd(width)}  ${toldOf(model)}`)];
  });
}

function toldOf({ name, lamps, buzzer, wears }: LightModelFile): string {
  const colours = [...new Set(lamps.map(({ colour }) => colour))];
  const count = lamps.length === 1 ? "one lamp" : `${lamps.length} lamps`;
  const shown = colours.includes("any") ? "every colour" : colours.join(", ");
  return [name, `${count}: ${shown}`, ...(buzzer ? ["buzzer"] : []), ...(wears ? ["relays"] : [])].join("; ");
}
