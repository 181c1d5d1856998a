import { z } from "zod";
import { flashHzOption } from "../ownFlash.ts";

const speed = z.number().int().min(0).max(255);

export const options = z.strictObject({
  button: z.boolean().default(false).describe("It has a button, as the Mute has"),
  fadeStepMs: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(10)
    .describe("What one step of its fading takes; the maker says only 0 to 255"),
  sideA: z
    .enum(["first", "last"])
    .optional()
    .describe("Which three LEDs 0x41 addresses; documents differ, so faces are not addressed when absent"),
  flashHz: flashHzOption,
  strobeSpeed: z
    .strictObject({ slow: speed.default(100), fast: speed.default(50) })
    .prefault({})
    .describe("The speeds of its strobe that flashHz was measured with; 0 is the fastest"),
});

export type LuxaforOptions = z.output<typeof options>;
