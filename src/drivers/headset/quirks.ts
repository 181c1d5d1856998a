import { z } from "zod";
import type { HidDeviceInfo } from "../../ports/hid.ts";

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "lower-case letters, digits and hyphens, 63 at most, beginning with a letter or digit",
  );

/** As lsusb writes it. In quotes, because 0307 without them is the number 307. */
const usbId = z
  .string({ error: 'four hexadecimal digits in quotes, as lsusb shows them: "0b0e"' })
  .regex(/^[0-9a-f]{4}$/, 'four hexadecimal digits in small letters, as lsusb shows them: "0b0e"');

const hex = z
  .string()
  .regex(/^\s*([0-9A-Fa-f]{2}\s*)*$/, "bytes as pairs of hexadecimal digits")
  .max(16_384);

const milliseconds = (usual: number, most: number) => z.number().int().min(0).max(most).default(usual);

/** How a headset says that the ringing call is not wanted. */
const rejections = ["button", "drop", "hook0", "pulse"] as const;

const quirks = z.strictObject({
  ackHook: z
    .boolean()
    .default(true)
    .describe("it answers the Off-Hook LED with its hook; false: it never does, so nothing is waited for"),
  ackMs: milliseconds(500, 5_000).describe("how long that answer may take"),
  echoMs: milliseconds(150, 2_000).describe("what comes so soon after a write of ours is its echo"),
  debounceMs: milliseconds(150, 2_000).describe("after a hook that a person moved, what it does so soon"),
  dedupeMs: milliseconds(5, 1_000).describe("a key that comes again so soon is the same press"),
  dedupeHook: z
    .boolean()
    .default(false)
    .describe("each press of its hook comes twice or both ways; the second one says nothing"),
  hook: z
    .enum(["declared", "button"])
    .default("declared")
    .describe("button: each 1 is a press, and its 0 says nothing, whatever the descriptor says"),
  hookDropsAfterAnswer: z
    .boolean()
    .default(false)
    .describe("it drops its hook once, soon after a call was answered at the PC"),
  holdClearsOffHook: z
    .boolean()
    .default(false)
    .describe(
      "a call on hold has its Off-Hook LED out; false: Off-Hook stays lit, as the hook ends the call",
    ),
  rejects: z
    .array(z.enum(rejections))
    .max(rejections.length)
    .default(["button", "drop"])
    .describe("how it says that the ringing call is not wanted"),
  pulseMs: milliseconds(400, 2_000).describe("for `pulse`: hook on and off again within this time"),
  mute: z
    .enum(["declared", "button", "state"])
    .default("declared")
    .describe("button: each 1 switches over; state: the bit is the state, whatever the descriptor says"),
  muteNeedsOffHook: z
    .boolean()
    .default(false)
    .describe("its mute LED takes no effect before it is off hook: it is written again then"),
  bothMuteLeds: z
    .boolean()
    .default(true)
    .describe("where it has both, the LEDs Mute and Microphone are lit alike; false: Mute alone"),
  muteWhenIdle: z.boolean().default(false).describe("its mute key counts without a call too"),
  muteLock: z
    .boolean()
    .default(true)
    .describe("it says mute soon after it was unmuted by us, when its arm is up or its own switch is off"),
  onlineIsCall: z.boolean().default(false).describe("its radio link needs the On-Line LED during a call"),
  offBeforeOn: z
    .boolean()
    .default(false)
    .describe("Off-Hook, On-Line and Mute must be written dark before they are lit"),
  gnModeFeature: z
    .boolean()
    .default(false)
    .describe(
      "where a feature chooses between its maker's pages and a telephone's, the telephone is chosen at the opening and at each call",
    ),
  ringer: z.boolean().default(false).describe("a ringing call lights its Ringer as well: it plays a tone"),
});

/** What a make of headset does otherwise than the descriptor says; everything has a usual value. */
export type HeadsetQuirks = z.output<typeof quirks>;

/** A headset of which nothing is known but its descriptor. */
export const usualQuirks: HeadsetQuirks = quirks.parse({});

const step = z.strictObject({
  afterMs: z.number().int().min(0).max(3_600_000).default(1_000).describe("time that passes before"),
  opened: z.literal(true).optional().describe("the headset was plugged in"),
  report: hex.optional().describe("what it says"),
  want: z
    .strictObject({
      offHook: z.boolean().default(false),
      ringing: z.boolean().default(false),
      muted: z.boolean().default(false),
      held: z.boolean().default(false),
    })
    .optional()
    .describe("how it should be"),
  acts: z.array(z.string().max(32)).max(16).default([]).describe("what the person did, as we understand it"),
  writes: z.array(hex).max(32).default([]).describe("what we answer"),
});

/** A file of `devices/headsets`: what a family of headsets does beyond its descriptor. Data only. */
export const headsetFileSchema = z.strictObject({
  schema: z.literal(1).describe("version of this file's form: 1"),
  id: id.describe("what a site writes as model; it is never renamed"),
  aliases: z.array(id).max(16).default([]).describe("names it had before"),
  name: z.string().min(1).max(80).describe("for people"),
  match: z
    .strictObject({
      vendorId: usbId.optional(),
      productIds: z.array(usbId).min(1).max(256).optional(),
      products: z
        .array(z.string().min(1).max(64))
        .min(1)
        .max(64)
        .optional()
        .describe("parts of the name that the device gives itself"),
    })
    .describe("which devices these are; the file that says most about a device is taken"),
  quirks,
  samples: z
    .array(
      z.strictObject({
        means: z.string().min(1).max(120).describe("what happens, for people"),
        descriptor: hex.describe("the report descriptor of the headset with which it happens"),
        steps: z.array(step).min(1).max(64),
      }),
    )
    .min(1)
    .max(16)
    .describe("conversations with such a headset, each answer in full"),
  source: z.string().min(1).max(500).describe("where this was learnt"),
});

/** What a family of headsets does, as its file says. */
export type HeadsetFile = z.output<typeof headsetFileSchema>;

/** What is believed of one headset. */
export interface KnownHeadset {
  /** Id of the file, or `generic` when none speaks of it. */
  readonly model: string;
  readonly name: string;
  readonly quirks: HeadsetQuirks;
}

type Described = Pick<HidDeviceInfo, "vendorId" | "productId" | "product">;

const fourDigits = (number: number): string => number.toString(16).padStart(4, "0");

/** How much a file says about a device: null when it is about others. */
function closeness({ match }: HeadsetFile, { vendorId, productId, product }: Described): number | null {
  const own = (product ?? "").toLowerCase();
  const fits = {
    vendor: match.vendorId === undefined || match.vendorId === fourDigits(vendorId),
    productId: match.productIds === undefined || match.productIds.includes(fourDigits(productId)),
    product: match.products === undefined || match.products.some((part) => own.includes(part.toLowerCase())),
  };
  if (!fits.vendor || !fits.productId || !fits.product) return null;
  const { vendorId: vendor, productIds, products } = match;
  return (
    (productIds === undefined ? 0 : 4) + (products === undefined ? 0 : 2) + (vendor === undefined ? 0 : 1)
  );
}

/** The file that says most about a device; of two that say the same much, the one with the first id. */
export function quirksFor(info: Described, files: Iterable<HeadsetFile>): KnownHeadset {
  const [best] = [...new Set(files)]
    .flatMap((file) => {
      const close = closeness(file, info);
      return close === null ? [] : [{ file, close }];
    })
    .toSorted((a, b) => b.close - a.close || (a.file.id < b.file.id ? -1 : 1));
  if (best === undefined) return { model: "generic", name: "Any headset", quirks: usualQuirks };
  const { id: model, name, quirks: known } = best.file;
  return { model, name, quirks: known };
}
