import { z } from "zod";
import { lightColours } from "./lightSchema.ts";

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "lower-case letters, digits and hyphens, 63 at most, beginning with a letter or digit",
  );

const usbId = z.number().int().min(0).max(0xffff);
const hex = z.string().regex(/^\s*([0-9A-Fa-f]{2}\s*)+$/, "bytes as pairs of hexadecimal digits");

/** A file of `devices/lights`: how one product uses a driver. Data only; what needs an `if` is a driver's option. */
export const lightModelFileSchema = z.strictObject({
  schema: z.literal(1).describe("version of this file's form: 1"),
  id: id.describe("what a site writes as model; it is never renamed"),
  aliases: z.array(id).max(16).default([]).describe("Names it had before, and other names it is sold under"),
  name: z.string().min(1).max(80).describe("the product's name, for people"),
  driver: id.describe("the device language it speaks"),
  lamps: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-zA-Z0-9-]{0,30}$/, "a word of letters, digits and hyphens"),
        colour: z.enum(["any", ...lightColours]).describe("any where it mixes every colour"),
      }),
    )
    .min(1)
    .max(64)
    .describe("from the top down"),
  buzzer: z.boolean().default(false),
  usb: z
    .array(
      z.strictObject({
        vendor: usbId,
        product: usbId,
        named: z.string().min(1).max(40).optional().describe("how its product string ends"),
        interface: z.number().int().min(0).max(15).optional(),
      }),
    )
    .max(16)
    .default([]),
  serial: z
    .strictObject({
      baudRate: z.number().int().min(300).max(1_000_000),
      dataBits: z.union([z.literal(7), z.literal(8)]),
      parity: z.enum(["none", "even", "odd"]),
      stopBits: z.union([z.literal(1), z.literal(2)]),
    })
    .optional()
    .describe("how it leaves the factory"),
  tcpPort: z.number().int().min(1).max(65_535).optional().describe("of the maker's own network protocol"),
  wears: z.boolean().default(false).describe("true: relays, which wear with each switch"),
  betweenFramesMs: z.number().int().min(0).max(10_000).default(0),
  refreshSeconds: z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .nullable()
    .describe("how often to say again what it should know; null is never"),
  settings: z.record(z.string(), z.unknown()).default({}).describe("the driver's options"),
  samples: z
    .array(
      z.union([
        z.strictObject({
          hex: hex.describe("HID reports with their number first, or bytes on a line"),
          kind: z.enum(["report", "feature"]).default("report"),
          shows: z.array(z.string()).max(64).describe("what each lamp then is: red, off, #ff8000, red slow"),
        }),
        z.strictObject({
          topic: z.string().min(1).max(200),
          payload: z.string().max(2_000),
          shows: z.array(z.string()).max(64),
        }),
        z.strictObject({ levels: z.array(z.boolean()).max(65), shows: z.array(z.string()).max(64) }),
      ]),
    )
    .min(1)
    .max(64)
    .describe("what a real host sends, and what the light then is"),
  source: z.string().min(1).max(500).describe("where these numbers come from"),
});

/** How one product uses a driver, as its file says. */
export type LightModelFile = z.output<typeof lightModelFileSchema>;
