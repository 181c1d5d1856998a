import { type HidWorld, realHidWorld } from "../adapters/hid/hidWorld.ts";
import { readHidraw } from "../adapters/hid/readHidraw.ts";
import { Fault } from "../ports/fault.ts";
import { readHex } from "./hexBytes.ts";
import { readWire } from "./wireInput.ts";

/** Where a report descriptor comes from; one of the three. */
export interface DescriptorSource {
  readonly descriptor?: string;
  readonly file?: string;
  readonly device?: string;
  readonly vendor?: string;
  readonly product?: string;
}

/** A descriptor, and what is known of whose it is. */
export interface NamedDescriptor {
  readonly bytes: Uint8Array;
  /** Such as `Jabra EVOLVE LINK MS (0b0e:0307)`; null when nobody said. */
  readonly name: string | null;
}

const wrong = (message: string, advice: string): Fault => new Fault("HEADSET_INPUT", message, advice);

/** Bytes that were typed, or a Fault that says where they are wrong. */
export function typedBytes(text: string, option: string): Uint8Array {
  const read = readHex(text);
  if (!read.ok)
    throw wrong(`${option}, letter ${read.column}: ${read.message}`, "write bytes as 02 01 00 or 020100");
  return read.bytes;
}

/** `0b0e` or `0x0b0e`, as lsusb and the maker's papers write it; null when nothing was typed. */
export function idText(text: string | undefined, option: string): string | null {
  if (text === undefined) return null;
  const [, digits] = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(text) ?? [];
  if (digits === undefined)
    throw wrong(
      `${option} ${text} is no USB id`,
      "write its four hexadecimal digits, as lsusb shows them: 0b0e",
    );
  return digits.toLowerCase().padStart(4, "0");
}

const fourDigits = (id: number): string => id.toString(16).padStart(4, "0");

/** The descriptor that somebody named; null when he named none, or more than one. */
export async function readDescriptor(
  { descriptor, file, device, vendor, product }: DescriptorSource,
  stdin: AsyncIterable<Uint8Array>,
  world: Pick<HidWorld, "dev" | "sys"> = realHidWorld,
): Promise<NamedDescriptor | null> {
  if ([descriptor, file, device].filter((one) => one !== undefined).length !== 1) return null;
  const typed = [idText(vendor, "--vendor"), idText(product, "--product")];
  const ids = typed.every((id) => id === null) ? null : typed.map((id) => id ?? "?").join(":");
  if (device !== undefined) {
    const info = await readHidraw(device, world);
    const known = [info.vendorId, info.productId].map(fourDigits).join(":");
    return { bytes: info.descriptor, name: `${info.product ?? "a device without a name"} (${ids ?? known})` };
  }
  if (descriptor !== undefined)
    return { bytes: notEmpty(typedBytes(descriptor, "--descriptor"), "--descriptor"), name: ids };
  const bytes = file === undefined ? null : await readWire({ file }, stdin);
  return { bytes: notEmpty(Uint8Array.from(bytes ?? []), "the file"), name: ids };
}

function notEmpty(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes.length === 0)
    throw wrong(
      `${name} is empty`,
      "a report descriptor is what /sys/class/hidraw/hidraw0/device/report_descriptor holds",
    );
  return bytes;
}
