import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import { checkLightPlace } from "./checkLightPlace.ts";
import { checkLightRules } from "./checkLightRules.ts";
import { checkSeat } from "./checkSeat.ts";
import { headsetDeviceId } from "./checkSeats.ts";
import { explainIssues } from "./explainIssue.ts";
import { fitLight } from "./fittedLight.ts";
import type { KnownLight, LightPlaces } from "./lightPlaces.ts";
import { didYouMean } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteLight } from "./siteSchema.ts";

/** How a light is called among the devices of a controller. */
export const lightDeviceId = (light: string): string => `light-${light}`;

/** Checks the lights: that each is known, can be reached, is nobody else's, and follows something there is. */
export function checkLights(round: Round, places: LightPlaces): void {
  checkLighting(round);
  const devices = new Map<string, string>();
  for (const { entry, index } of round.draft.displays) devices.set(entry.id, `displays.${index}`);
  for (const { entry, index } of round.draft.seats)
    devices.set(headsetDeviceId(entry.id), `the headset of seats.${index}`);
  for (const { entry: light, index } of round.draft.lights) {
    const path = ["lights", index];
    checkId(light, path, devices, round);
    checkSeat(light.seat, [...path, "seat"], round);
    checkQuiet(light, path, round);
    const known = findModel(light, path, round);
    const bound = known === null ? null : bindOne(light, known, path, round);
    if (known !== null) checkLightPlace(light, known, path, places, round);
    checkLightRules(light, bound, path, round);
  }
}

/** A light and what else is called so: its status has a topic of its own. */
function checkId({ id }: SiteLight, place: Path, devices: Map<string, string>, { findings }: Round): void {
  const path = [...place, "id"];
  const name = lightDeviceId(id);
  const earlier = devices.get(name);
  if (earlier === undefined) devices.set(name, place.join("."));
  else
    findings.error(
      path,
      earlier.startsWith("lights.")
        ? `the id ${quoted(id)} is already that of ${earlier}`
        : `${quoted(name)}, its name among the devices, is already that of ${earlier}`,
      { advice: "give each its own" },
    );
}

function checkLighting({ draft, findings }: Round): void {
  const { slowHz, fastHz, wholeWall } = draft.site.lighting;
  if (draft.standIns.has("lighting")) return;
  if (slowHz > fastHz)
    findings.error(["lighting", "slowHz"], `must be ${fastHz} or less: slow is not faster than fast`, {
      advice: "0.5 and 1 are usual",
    });
  if (wholeWall && draft.lights.length > 1)
    findings.warning(["lighting", "wholeWall"], "all lights may flash at once", {
      advice: "much flashing light can bring on a seizure: look at the whole room before you keep it",
    });
}

function checkQuiet({ quiet }: SiteLight, place: Path, { findings }: Round): void {
  if (quiet === undefined) return;
  const path = [...place, "quiet"];
  if (quiet.from === quiet.to)
    findings.error([...path, "to"], `${quoted(quiet.to)} is where it begins`, {
      advice: "for a whole day write from 00:00 to 24:00",
    });
  if (quiet.off === true && quiet.dim !== undefined)
    findings.error([...path, "dim"], "what is off has no brightness", {
      at: "key",
      advice: "leave dim or off away",
    });
}

function findModel(light: SiteLight, path: Path, { known, findings }: Round): KnownLight | null {
  const { models, broken, drivers } = known.checks.lights;
  const file = models.get(light.model);
  const driver = file && drivers.get(file.driver);
  if (file && driver) return { file, driver };
  const names = [...models.keys()];
  const isBroken = file !== undefined || broken.has(light.model);
  findings.error(
    [...path, "model"],
    isBroken
      ? `the file of model ${quoted(light.model)} has problems, and was left out`
      : `there is no light model ${quoted(light.model)}${didYouMean(light.model, names)}`,
    { advice: isBroken ? "the warnings below say which" : "bandeau light list shows all there are" },
  );
  return null;
}

/** Whether the driver takes the settings. */
function bindOne(
  light: SiteLight,
  { file, driver: { options } }: KnownLight,
  path: Path,
  round: Round,
): BoundLight | null {
  const fitted = fitLight(light, file);
  const result = options.safeParse(fitted.settings, { reportInput: true });
  if (!result.success) {
    const { issues } = result.error;
    const ofTopic = issues.filter(({ path: [key] }) => key === "topic");
    // The topic stands beside the settings in a site's file; that it is missing is told where places are checked.
    if (light.topic !== undefined) explainIssues(ofTopic, path, round.findings, options);
    const others = issues.filter((issue) => !ofTopic.includes(issue));
    explainIssues(others, [...path, "settings"], round.findings, options);
    return null;
  }
  try {
    return round.known.checks.lights.bind(fitted);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    round.findings.error([...path, "settings"], error.message, { advice: error.advice });
    return null;
  }
}
