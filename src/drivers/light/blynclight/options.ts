import { z } from "zod";
import { flashHzOption } from "../ownFlash.ts";

/** Its three speeds of flashing as they stand in its byte; any other value is a strobe. */
export const speeds = { slow: 1, medium: 2, fast: 4 } as const;

export type Speed = keyof typeof speeds;

export const options = z.strictObject({
  flashHz: flashHzOption,
  fastSpeed: z
    .enum(["medium", "fast"])
    .default("fast")
    .describe("Which of its three speeds flashHz.fast was measured at"),
  tune: z.number().int().min(0).max(15).default(1).describe("What its buzzer plays, 0 to 15"),
  volume: z.number().int().min(1).max(10).default(5).describe("How loud; 10 is the loudest"),
});

export type BlynclightOptions = z.output<typeof options>;
