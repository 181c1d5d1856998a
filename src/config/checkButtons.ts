import { needsSysfs, takeLine, takeSysfsNumber } from "./checkGpioLines.ts";
import { checkSeat } from "./checkSeat.ts";
import type { AtPlace, LightPlaces } from "./lightPlaces.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteButton } from "./siteSchema.ts";

/** Checks the push buttons: what they are for, and that their lines are their own. */
export function checkButtons(round: Round, places: LightPlaces): void {
  const ids = new Map<string, string>();
  for (const { entry: button, index } of round.draft.buttons) {
    const path = ["buttons", index];
    const earlier = ids.get(button.id);
    if (earlier === undefined) ids.set(button.id, path.join("."));
    else
      round.findings.error([...path, "id"], `the id ${quoted(button.id)} is already that of ${earlier}`, {
        advice: "give each its own",
      });
    checkSeat(button.seat, [...path, "seat"], round);
    checkPress(button, path, round);
    checkButtonGpio(button, { path: [...path, "gpio"], places, round });
  }
}

function checkPress({ press, seat }: SiteButton, path: Path, { findings }: Round): void {
  if (press === "callSupervisor" && seat === undefined)
    findings.error(path, "'seat' is missing: whose button is it?", {
      at: "key",
      advice: "a supervisor is called to a seat",
    });
  if (press === "acknowledgeAlarm" && seat !== undefined)
    findings.error([...path, "seat"], "an alarm is acknowledged for everybody", {
      at: "key",
      advice: "leave seat away",
    });
}

function checkButtonGpio({ gpio }: SiteButton, { path, places, round }: AtPlace): void {
  takeLine(gpio, gpio.line, { path: [...path, "line"], places, round });
  if (gpio.sysfsNumber !== undefined) {
    needsSysfs(gpio.backend, [...path, "sysfsNumber"], round);
    takeSysfsNumber(gpio.sysfsNumber, { path: [...path, "sysfsNumber"], places, round });
  }
  if (gpio.backend === "onoff" && gpio.pull !== "none")
    round.findings.error([...path, "pull"], "onoff cannot set a resistor", {
      advice: "write pull: none and wire one, or backend: gpiochip",
    });
}
