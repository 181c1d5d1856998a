import { z } from "zod";

/** What a technician may set for an Amplus sign, in a model file or under a display's `settings`. */
export const amplusOptions = z.strictObject({
  id: z
    .number()
    .int()
    .min(0)
    .max(255)
    .default(1)
    .describe("Number of the sign, 1 to 255; 0 is for every sign on the line, and then none of them answers"),
  answers: z.boolean().default(true).describe("false: this model never says ACK, so nothing is waited for"),
  sendTwice: z
    .boolean()
    .default(true)
    .describe(
      "A sign that was idle for long may miss a frame: one without an answer is sent once more, and where nothing answers every frame goes out twice",
    ),
  brightness: z
    .enum(["a", "b", "c", "d"])
    .nullable()
    .default(null)
    .describe("a 100 %, b 75 %, c 50 %, d 25 %; the sign's own when absent"),
  literalAngle: z
    .enum(["parentheses", "extended"])
    .default("parentheses")
    .describe("How < and > are shown: as ( and ), or as extended characters, which not every sign has"),
});

export type AmplusOptions = z.output<typeof amplusOptions>;
