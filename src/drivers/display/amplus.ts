import type { DisplayDriver } from "../../ports/displayDriver.ts";
import { letters } from "./amplus/letters.ts";
import { type AmplusHeld, forgetPart, nextStep, unknownSign } from "./amplus/nextStep.ts";
import { type AmplusOptions, amplusOptions } from "./amplus/options.ts";
import { planProblems } from "./amplus/planProblems.ts";
import { AmplusSign, asDocumented } from "./amplus/sign.ts";

/**
 * Signs by Amplus (AM03127, AM03128, AM04142), sold by McCrypt, Velleman, Maplin and others. They have pages and no
 * variables, so a figure that changed means its line of the page on show anew; a page that is not on is written hidden.
 */
export const driver: DisplayDriver<AmplusOptions, AmplusHeld> = {
  kind: "amplus",
  options: amplusOptions,
  letters,
  missing: "",
  plan: planProblems,
  unknown: () => unknownSign,
  next: nextStep,
  forget: forgetPart,
  sign: (model, options) => new AmplusSign(model, options, asDocumented),
};
