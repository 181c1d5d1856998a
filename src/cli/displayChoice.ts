import { existsSync } from "node:fs";
import { lineOf, type WiredDisplay } from "../compose/realWorld.ts";
import { bindDisplay, siteLoader } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { readDisplayPort } from "../config/displayPort.ts";
import { problemLines } from "../config/problemReport.ts";
import { siteModel } from "../config/siteModel.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { OpenSerialLink, SerialSettings } from "../ports/serialLink.ts";
import { bindTarget, findModel, shippedModels, targetOf } from "./displayModels.ts";
import { silentLog } from "./displayStage.ts";
import type { Terminal } from "./terminal.ts";

/** Which display is meant: one of a site, or a model at a port. */
export interface DisplayChoice {
  readonly config?: string;
  readonly display?: string;
  readonly model?: string;
  readonly port?: string;
}

/** A display that somebody chose. */
export interface ChosenDisplay extends WiredDisplay {
  /** Gives the same display on a line that is set otherwise. */
  withSerial(serial: SerialSettings): ChosenDisplay;
}

type Chosen =
  | { readonly ok: true; readonly chosen: ChosenDisplay }
  | { readonly ok: false; readonly kind: "usage" | "configuration"; readonly lines: readonly string[] };

/** Where the daemon has its site. */
const usualConfig = "/etc/bandeau/bandeau.yaml";

/** Finds the display that somebody means. */
export async function chooseDisplay(
  { config, display, model, port }: DisplayChoice,
  terminal: Pick<Terminal, "environment">,
): Promise<Chosen> {
  const bare = model !== undefined || port !== undefined;
  if (bare && (config !== undefined || display !== undefined))
    return wrongUse("either a display of a site (--config, --display), or --model with --port; not both");
  if (!bare && config === undefined && !existsSync(usualConfig))
    return wrongUse("say which display: --config FILE with --display ID, or --model ID with --port PORT");
  if (!bare) return fromSite(config ?? usualConfig, display, terminal);
  if (model === undefined || port === undefined)
    return wrongUse("--model and --port go together: --model alpha-4120c --port /dev/serial/by-id/…");
  const target = targetOf(await findModel(model, await shippedModels()));
  const wired = { display: { id: target.model.id, port, serial: undefined }, bound: bindTarget(target) };
  return {
    ok: true,
    chosen: asChosen(wired, (serial) => bindTarget({ ...target, model: { ...target.model, serial } })),
  };
}

const wrongUse = (line: string): Chosen => ({ ok: false, kind: "usage", lines: [line] });

async function fromSite(
  file: string,
  id: string | undefined,
  { environment }: Pick<Terminal, "environment">,
): Promise<Chosen> {
  const { load } = await siteLoader(environment, devicesFolder);
  const result = await load(file);
  if (!result.ok) return { ok: false, kind: "configuration", lines: problemLines(result.problems) };
  const { displays } = result.site;
  const ids = displays.map((one) => one.id);
  const [only] = displays;
  const display = id === undefined && displays.length === 1 ? only : displays.find((one) => one.id === id);
  if (display === undefined)
    return wrongUse(
      id === undefined
        ? `say which display with --display: ${ids.join(", ")}`
        : `there is no display '${id}' in ${file}: ${wordAdvice(id, ids)}`,
    );
  const model = result.models.get(display.model);
  if (model === undefined) throw new Error(`${display.model} passed the check and is no model`);
  const fitted = siteModel(display, model);
  const bindWith = (serial: SerialSettings) => bindDisplay({ ...fitted, model: { ...fitted.model, serial } });
  return { ok: true, chosen: asChosen({ display, bound: bindDisplay(fitted) }, bindWith) };
}

function asChosen(
  wired: WiredDisplay,
  bindWith: (serial: SerialSettings) => WiredDisplay["bound"],
): ChosenDisplay {
  return {
    ...wired,
    withSerial: (serial) => asChosen({ display: wired.display, bound: bindWith(serial) }, bindWith),
  };
}

/** The line of a display that hangs on one. */
export function realLineOf(chosen: ChosenDisplay, clock: Clock): OpenSerialLink {
  const { port } = chosen.display;
  const parsed = readDisplayPort(port);
  if (!parsed.ok) {
    const advice = parsed.instead === null ? parsed.advice : `write ${parsed.instead}`;
    throw new Fault("DISPLAY_PORT", `'${port}' ${parsed.message}`, advice);
  }
  if (parsed.port.kind === "simulated")
    throw new Fault(
      "DISPLAY_SIMULATED",
      `${chosen.display.id} is simulated: there is nothing to send to`,
      "bandeau preview shows its pages; for a virtual sign on a line see bandeau sim display --help",
    );
  return lineOf(chosen, { log: silentLog, clock });
}
