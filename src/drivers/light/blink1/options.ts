import { z } from "zod";

/** Longer times are counted wrongly by the firmware 204. */
const mostDeadManSeconds = 60;

export const options = z.strictObject({
  gamma: z
    .boolean()
    .default(false)
    .describe("true: colours are made to look right before they are sent, as the first model needs it"),
  deadManSeconds: z
    .number()
    .int()
    .min(1)
    .max(mostDeadManSeconds)
    .optional()
    .describe("It goes dark by itself when it has not heard from the program for so long; never when absent"),
});

export type Blink1Options = z.output<typeof options>;
