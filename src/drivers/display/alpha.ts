import type { DisplayDriver } from "../../ports/displayDriver.ts";
import { letters, missing } from "./alpha/letters.ts";
import { type AlphaHeld, forgetPart, nextStep, unknownSign } from "./alpha/nextStep.ts";
import { type AlphaOptions, alphaOptions } from "./alpha/options.ts";
import { planProblems } from "./alpha/planProblems.ts";
import { AlphaSign } from "./alpha/sign.ts";

/**
 * Signs that speak the Alpha protocol (EZ KEY II): Adaptive and BetaBrite, and Spectrum boards. Pages are TEXT files,
 * figures are STRING files, because a sign blanks when a TEXT file is written and does not when a STRING file is.
 */
export const driver: DisplayDriver<AlphaOptions, AlphaHeld> = {
  kind: "alpha",
  options: alphaOptions,
  letters,
  missing,
  plan: planProblems,
  unknown: () => unknownSign,
  next: nextStep,
  forget: forgetPart,
  sign: (model, options) => new AlphaSign(model, options),
};
