import type { DisplayDriver } from "../../ports/displayDriver.ts";
import type { Dialect } from "./template/dialect.ts";
import { forgetPart, nextStep, type TemplateHeld, unknownDisplay } from "./template/nextStep.ts";
import { templateOptions } from "./template/options.ts";
import { planProblems } from "./template/planProblems.ts";
import { charsetOf } from "./template/rowText.ts";
import { TemplateSign } from "./template/sign.ts";

/**
 * Displays that take lines of text in frames of their own making: what a frame looks like is written in the model's
 * file. Only lines that changed are sent, and nothing is cleared first.
 */
export const driver: DisplayDriver<Dialect, TemplateHeld> = {
  kind: "template",
  options: templateOptions,
  letters: "",
  missing: "",
  charset: charsetOf,
  plan: planProblems,
  unknown: () => unknownDisplay,
  next: nextStep,
  forget: forgetPart,
  sign: (model, dialect) => new TemplateSign(model, dialect),
};
