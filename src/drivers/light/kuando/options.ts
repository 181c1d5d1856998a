import { z } from "zod";

/** The numbers of its tunes, by what their maker calls them. */
export const tunes = {
  openOffice: 1,
  quiet: 2,
  funky: 3,
  fairyTale: 4,
  kuandoTrain: 5,
  telephoneNordic: 6,
  telephoneOriginal: 7,
  telephonePickMeUp: 8,
  buzz: 11,
} as const;

const tuneNames = [
  "openOffice",
  "quiet",
  "funky",
  "fairyTale",
  "kuandoTrain",
  "telephoneNordic",
  "telephoneOriginal",
  "telephonePickMeUp",
  "buzz",
] as const;

export const options = z.strictObject({
  tune: z.enum(tuneNames).default("quiet").describe("What its buzzer plays"),
  volume: z.number().int().min(1).max(7).default(4).describe("How loud; 7 is the loudest"),
  darkAfterSeconds: z
    .number()
    .int()
    .min(5)
    .max(60)
    .default(28)
    .describe("When it goes dark without hearing anything; 25 to 30 were seen"),
});

export type KuandoOptions = z.output<typeof options>;
