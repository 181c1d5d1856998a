import type { z } from "zod";
import type { BoundDisplay, DisplaySession } from "../ports/boundDisplay.ts";
import type { DisplayDriver, Doubt } from "../ports/displayDriver.ts";
import type { DisplayModel } from "../ports/displayModel.ts";
import { Fault } from "../ports/fault.ts";

/** A driver as the rest of the program knows it: without the types of its options and of what a display holds. */
export interface AnyDisplayDriver {
  readonly kind: string;
  readonly letters: string;
  readonly missing: string;
  /** Checks the settings of a model file and of a site's YAML. */
  readonly options: z.ZodType;
  /** Ties the driver to a model; a Fault tells which setting is wrong. */
  bind(model: DisplayModel, settings: unknown): BoundDisplay;
}

function checked<Options>(options: z.ZodType<Options>, model: DisplayModel, settings: unknown): Options {
  const result = options.safeParse(settings);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${["settings", ...issue.path.map(String)].join(".")}: ${issue.message}`,
  );
  throw new Fault(
    "DISPLAY_SETTINGS",
    `display model ${model.id} has wrong settings: ${problems.join("; ")}`,
    "correct them in the model file or under the display's settings",
  );
}

function startSession<Options, Held>(
  driver: DisplayDriver<Options, Held>,
  model: DisplayModel,
  options: Options,
): DisplaySession {
  let held = driver.unknown();
  /** What was forgotten while a frame was on its way: it stays forgotten when the frame has arrived. */
  let doubts: Doubt[] = [];
  return {
    next(show) {
      const step = driver.next(held, show, model, options);
      if (step === null) return null;
      const since: Doubt[] = [];
      doubts = since;
      const commit = (): void => {
        held = since.reduce((left, doubt) => driver.forget(left, doubt), step.held);
      };
      return { frame: step.frame, commit };
    },
    forget(doubt) {
      held = driver.forget(held, doubt);
      doubts.push(doubt);
    },
  };
}

/** Closes a driver over its own types, so that drivers of all kinds fit into one registry. */
export function defineDisplayDriver<Options, Held>(driver: DisplayDriver<Options, Held>): AnyDisplayDriver {
  const { kind, letters, missing } = driver;
  return {
    kind,
    letters,
    missing,
    options: driver.options,
    bind(model, settings) {
      const options = checked(driver.options, model, settings);
      const charset = driver.charset?.(model, options) ?? { letters, missing };
      return {
        model,
        ...charset,
        plan: (show) => driver.plan(show, model, options),
        start: () => startSession(driver, model, options),
        sign: () => driver.sign(model, options),
      };
    },
  };
}
