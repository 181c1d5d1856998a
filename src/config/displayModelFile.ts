import { z } from "zod";
import { colours } from "./siteSchema.ts";

const id = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "lower-case letters, digits and hyphens, 63 at most, beginning with a letter or digit",
  );

const everySeconds = z.number().int().min(1).max(31_536_000).nullable();

/** A file of `devices/displays`: how one product uses a driver. Data only; what needs an `if` is a driver's option. */
export const displayModelFileSchema = z.strictObject({
  schema: z.literal(1).describe("version of this file's form: 1"),
  id: id.describe("what a site writes as model; it is never renamed"),
  aliases: z.array(id).max(16).default([]).describe("Names it had before"),
  name: z.string().min(1).max(80).describe("the product's name, for people"),
  driver: id.describe("the device language it speaks"),
  rows: z.number().int().min(1).max(16),
  columns: z.number().int().min(1).max(240).describe("characters in a row, in the font the driver uses"),
  colours: z.array(z.enum(colours)).min(1).max(colours.length).describe("the colours it has"),
  serial: z
    .strictObject({
      baudRate: z.number().int().min(300).max(1_000_000),
      dataBits: z.union([z.literal(7), z.literal(8)]),
      parity: z.enum(["none", "even", "odd"]),
      stopBits: z.union([z.literal(1), z.literal(2)]),
    })
    .describe("how it leaves the factory"),
  pacing: z.strictObject({ betweenFramesMs: z.number().int().min(0).max(10_000) }),
  refresh: z
    .strictObject({
      valuesSeconds: everySeconds,
      layoutsSeconds: everySeconds,
      everythingSeconds: everySeconds,
    })
    .describe("how often to say again what it should know; null is never"),
  settings: z.record(z.string(), z.unknown()).default({}).describe("the driver's options"),
  samples: z
    .array(
      z.strictObject({
        hex: z.string().regex(/^\s*([0-9A-Fa-f]{2}\s*)+$/, "bytes as pairs of hexadecimal digits"),
        shows: z.array(z.string()).max(16),
      }),
    )
    .min(1)
    .max(64)
    .describe("bytes as a real host sends them, and the lines they make"),
  source: z.string().min(1).max(500).describe("where these numbers come from"),
});

/** How one product uses a driver, as its file says. */
export type DisplayModelFile = z.output<typeof displayModelFileSchema>;
