import type { GpioWorld } from "../adapters/gpio/gpioWorld.ts";
import { GpioHere } from "../compose/gpioHere.ts";
import { lightLines } from "../compose/lightLines.ts";
import type { SiteFile } from "../compose/siteLoader.ts";
import type { SiteLight } from "../config/siteSchema.ts";
import { reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import { within } from "../shared/time.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

/** What one light may take: systemd gives all of this a few seconds. */
const LIMIT_MS = 3_000;

export interface LightOffDeps {
  readonly site: Pick<SiteFile, "site" | "lights">;
  readonly world: GpioWorld;
  readonly log: Logger;
}

/**
 * `bandeau light off`: every GPIO light of a site that is to be dark when the daemon has stopped becomes so. Asks no
 * broker and no display, so that it also works after the daemon was killed; USB lights are dark soon by themselves, or
 * the next start finds them.
 */
export async function lightOffCommand(deps: LightOffDeps, terminal: Pick<Terminal, "write" | "writeError">) {
  const gpio = new GpioHere(deps.world, deps.log);
  let failed = 0;
  for (const light of deps.site.site.lights.filter((one) => one.gpio !== undefined)) {
    const outcome = await switchOff(light, deps.site.lights, gpio).catch((error: unknown) => {
      failed += 1;
      return { problem: reasonOf(error) };
    });
    if (typeof outcome === "string") terminal.write(`${light.id}: ${outcome}\n`);
    else terminal.writeError(`${light.id}: ${outcome.problem}\n`);
  }
  return failed === 0 ? exitCodes.done : exitCodes.failed;
}

async function switchOff(light: SiteLight, models: SiteFile["lights"], gpio: GpioHere): Promise<string> {
  const model = models.get(light.model);
  const request = model === undefined ? null : lightLines(light, model);
  if (light.gpio === undefined || request === null) throw new Error(`there is no model ${light.model}`);
  if (light.atStop === "keep") return "kept as it is";
  const opening = gpio
    .open(light.gpio.backend)
    .then((door) => door.openOutputs(request, AbortSignal.timeout(LIMIT_MS)));
  const lines = await within(LIMIT_MS, opening, () => new Error(`no answer within ${LIMIT_MS / 1_000} s`));
  await lines.write(request.initial);
  await lines.close();
  return "off";
}
