import type { LightModelFile } from "../config/lightModelFile.ts";
import type { HeadsetFile } from "../drivers/headset/quirks.ts";
import { readHeadset } from "../drivers/headset/telephony.ts";
import { describedHeadsets } from "../simulated/headset/descriptors.ts";

/** Makers of keyboards too: nobody should read what somebody types, so that their headsets are named one by one. */
const keyboardMakers: ReadonlyMap<string, string> = new Map([
  ["046D", "Logitech"],
  ["413C", "Dell"],
]);
/** Numbers that anybody may use, also for a keyboard: there the product's name has to fit as well. */
const sharedMakers: ReadonlySet<string> = new Set(["16C0"]);

const header = `# Lets the service open headsets and lights: copy this to /etc/udev/rules.d, then
#   udevadm control --reload && udevadm trigger --subsystem-match=hidraw
# A rule matches the kernel's name of the HID device, BUS:MAKER:PRODUCT.NUMBER in hexadecimal digits.
#
# Only makers of headsets are let in as a whole: what somebody types goes through the same kind of device, and nobody
# should read that. Of makers that have keyboards as well, each headset is named: bandeau devices shows its numbers.
#
# Made by bandeau udev from what is known of headsets and lights.`;

const gpio = `# Stack lights and buttons on GPIO. Raspberry Pi OS has this rule already, plain Debian has not; sysusers.conf makes the group.
ACTION!="remove", SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"`;

const fourDigits = (id: number): string => id.toString(16).toUpperCase().padStart(4, "0");

const rule = (match: string): string =>
  `ACTION!="remove", SUBSYSTEM=="hidraw", ${match}, GROUP="bandeau", MODE="0660"`;

const ofMaker = (vendor: string): string => rule(`KERNELS=="*:${vendor}:*"`);

const ofProduct = (vendor: string, product: string): string => rule(`KERNELS=="*:${vendor}:${product}.*"`);

/** The end of a name in letters of either case, as udev's patterns have it. */
const anyCase = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);

/** A rule, and what it is for. */
interface Named {
  readonly rule: string;
  readonly name: string;
}

function headsetRules(files: readonly HeadsetFile[]): Named[] {
  const known = describedHeadsets.filter(
    ({ descriptor }) => readHeadset(Uint8Array.from(Buffer.from(descriptor, "hex"))).callControl !== "none",
  );
  const named = known
    .filter(({ vendorId }) => keyboardMakers.has(fourDigits(vendorId)))
    .map(({ vendorId, productId, product }) => ({
      rule: ofProduct(fourDigits(vendorId), fourDigits(productId)),
      name: product,
    }));
  const makers = files.flatMap(({ name, match: { vendorId = "", productIds } }) => {
    const vendor = vendorId.toUpperCase();
    if (productIds !== undefined)
      return productIds.map((product) => ({ rule: ofProduct(vendor, product.toUpperCase()), name }));
    return vendor === "" || keyboardMakers.has(vendor) ? [] : [{ rule: ofMaker(vendor), name }];
  });
  return [...makers, ...named];
}

const toFill = [...keyboardMakers].flatMap(([vendor, maker]) => [
  `# ${maker} makes keyboards too: put the product's four digits, in capitals, in the place of XXXX`,
  `# ${ofProduct(vendor, "XXXX")}`,
]);

const lightRules = (files: readonly LightModelFile[]): Named[] =>
  files.flatMap(({ name, usb }) =>
    usb.map(({ vendor, product, named }) => {
      const [maker, digits] = [fourDigits(vendor), fourDigits(product)];
      if (!sharedMakers.has(maker) || named === undefined) return { rule: ofProduct(maker, digits), name };
      const ids = `ATTRS{idVendor}=="${maker.toLowerCase()}", ATTRS{idProduct}=="${digits.toLowerCase()}"`;
      return { rule: rule(`${ids}, ATTRS{product}=="*${anyCase(named)}"`), name };
    }),
  );

/** Each rule once, below the names of all that it is for. */
function titled(rules: readonly Named[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const { rule: text, name } of rules) names.set(text, (names.get(text) ?? new Set()).add(name));
  const byTitle = new Map<string, string[]>();
  for (const [text, whose] of names) {
    const title = [...whose].join(", ");
    byTitle.set(title, [...(byTitle.get(title) ?? []), text]);
  }
  return [...byTitle].flatMap(([title, texts]) => [`# ${title}`, ...texts]);
}

/** Rules for udev that let the service open what these files are about, and no keyboard. */
export function udevRules(headsets: readonly HeadsetFile[], lights: readonly LightModelFile[]): string {
  const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
    one.id < other.id ? -1 : 1;
  const ofHeadsets = headsetRules(headsets.toSorted(byId));
  const ofLights = lightRules(lights.toSorted(byId));
  const rules = titled([...ofHeadsets, ...ofLights]);
  return [header, "", ...rules, "", ...toFill, "", gpio, ""].join("\n");
}
