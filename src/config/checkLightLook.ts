import { darkLamp, isDark, type LightLook, type Rgb, sameRgb } from "../domain/light.ts";
import { lampsOf, standIn } from "../domain/lightLamps.ts";
import { colourWord } from "../domain/lightWords.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteLight, SiteLightRule } from "./siteSchema.ts";

/** A light of the site, and its driver; null where its model or settings are wrong. */
interface Owner {
  readonly light: SiteLight;
  readonly bound: BoundLight | null;
}

/** Checks what a rule makes of its lamps: that they exist, and can be so. */
export function checkLightLook(rule: SiteLightRule, { light, bound }: Owner, path: Path, round: Round): void {
  checkOff(rule, path, round);
  if (bound === null) return;
  const { lamps, hasBuzzer, name } = bound.model;
  const names = lamps.map((lamp) => lamp.name);
  if (rule.lamp !== undefined && !names.includes(rule.lamp)) {
    round.findings.error(
      [...path, "lamp"],
      `${name} has no lamp ${quoted(rule.lamp)}${didYouMean(rule.lamp, names)}`,
      { advice: listOf(names) },
    );
    return;
  }
  if (rule.buzzerSeconds !== undefined && !hasBuzzer)
    round.findings.error([...path, "buzzerSeconds"], `${name} has no buzzer`, {
      at: "key",
      advice: "leave it away",
    });
  checkColourGiven(rule, bound, path, round);
  checkFlash(rule, { light, bound }, path, round);
  if (rule.off !== true) checkNearest(rule, bound, path, round);
}

function checkOff(rule: SiteLightRule, path: Path, { findings }: Round): void {
  if (rule.off !== true) return;
  for (const key of ["colour", "flash", "dim"] as const)
    if (rule[key] !== undefined)
      findings.error([...path, key], `what is off has no ${key}`, {
        at: "key",
        advice: `leave ${key} or off away`,
      });
}

/** A lamp with a colour of its own may be lit by its name; all others need to be told a colour. */
function checkColourGiven(rule: SiteLightRule, { model }: BoundLight, path: Path, { findings }: Round): void {
  if (rule.off === true || rule.colour !== undefined) return;
  const meant = model.lamps.filter(({ name }) => rule.lamp === undefined || rule.lamp === name);
  const [only] = meant;
  if (meant.length === 1 && only?.colour !== "any") return;
  findings.error(path, "it says no colour, so what should the light be?", {
    at: "key",
    advice: "write colour: red, or off: true",
  });
}

/** What flashing costs relays: a contact is good for some 100,000 operations. */
function checkFlash(rule: SiteLightRule, { light, bound }: Owner, path: Path, { findings }: Round): void {
  if (rule.flash === undefined || rule.off === true || bound === null) return;
  const { wears, name } = bound.model;
  if (wears && !light.flashRelays)
    findings.error(
      [...path, "flash"],
      `${name} switches with relays: flashing once a second wears their contacts out in some 28 hours`,
      {
        at: "key",
        advice:
          "let it burn steadily, use lamps that flash by themselves, or write flashRelays: true on the light",
      },
    );
  else if (!wears && lookOf(rule, bound).lamps.every(({ rhythm }) => rhythm === "steady"))
    findings.warning([...path, "flash"], `${name} cannot flash, and burns steadily`, { at: "key" });
}

/** The nearest that the light can be to what a rule asks, with lamps that the rule leaves alone dark. */
function lookOf(rule: SiteLightRule, { model, nearest }: BoundLight): LightLook {
  return nearest({ lamps: lampsOf(model.lamps, rule).map((lamp) => lamp ?? darkLamp), buzzer: false });
}

/** Colours further apart than this in one part are two colours to a person. */
const SEEN = 48;

const looksOther = (a: Rgb, b: Rgb): boolean =>
  Math.abs(a.red - b.red) > SEEN || Math.abs(a.green - b.green) > SEEN || Math.abs(a.blue - b.blue) > SEEN;

function checkNearest(rule: SiteLightRule, bound: BoundLight, path: Path, { findings }: Round): void {
  const { lamps, name } = bound.model;
  const meant = lamps.filter((lamp) => rule.lamp === undefined || rule.lamp === lamp.name);
  const has = [...new Set(meant.flatMap(({ colour }) => (colour === "any" ? [] : [colour])))];
  if (rule.colour !== undefined && has.length === meant.length && rule.lamp === undefined) {
    const burning = standIn(rule.colour, has);
    if (burning === null)
      findings.error([...path, "colour"], `${name} has no lamp that could mean ${rule.colour}`, {
        advice: `it has ${has.join(", ")}`,
      });
    else if (burning !== rule.colour)
      findings.warning([...path, "colour"], `${name} has no ${rule.colour}, and burns ${burning} for it`, {
        advice: `it has ${has.join(", ")}`,
      });
    return;
  }
  const [own] = has;
  if (rule.lamp !== undefined && rule.colour !== undefined && own !== undefined) {
    if (own !== rule.colour)
      findings.warning(
        [...path, "colour"],
        `the lamp ${quoted(rule.lamp)} is ${own}, whatever is written here`,
        {
          instead: own,
        },
      );
    return;
  }
  checkMixed(rule, bound, path, { findings });
}

/** What a lamp that mixes its colour makes of the one it is asked for. */
function checkMixed(
  rule: SiteLightRule,
  bound: BoundLight,
  path: Path,
  { findings }: Pick<Round, "findings">,
): void {
  const full = { ...rule, dim: undefined };
  const at = bound.model.lamps.findIndex(({ colour }) => colour === "any");
  const asked = lampsOf(bound.model.lamps, full)[at]?.rgb;
  const shown = lookOf(full, bound).lamps[at]?.rgb;
  if (asked === undefined || shown === undefined || isDark({ rgb: asked })) return;
  if (looksOther(asked, shown))
    findings.warning(
      [...path, "colour"],
      `${bound.model.name} has no ${rule.colour}, and burns ${colourWord(shown)}`,
    );
  if (rule.dim === undefined || rule.dim === 100) return;
  const dimmed = lookOf(rule, bound).lamps[at];
  if (dimmed !== undefined && dimmed.dim === 100 && sameRgb(dimmed.rgb, shown))
    findings.warning(
      [...path, "dim"],
      `${bound.model.name} cannot be dimmed so, and burns at its full brightness`,
      {
        at: "key",
      },
    );
}
