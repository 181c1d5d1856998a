import type { Instant } from "../../../domain/instant.ts";
import { withDate, withTime, withWeekday } from "./signClock.ts";
import type { SignPower } from "./signPower.ts";
import type { SpecialCommand } from "./specialFunctions.ts";
import { weekdays } from "./specialWords.ts";

/** Special functions that only set something, by the label under which it is kept. */
const kept: Readonly<Partial<Record<SpecialCommand["name"], string>>> = {
  speaker: "!",
  timeFormat: "'",
  runTimes: ")",
  runDays: "2",
  counters: "5",
  dimming: "/",
  temperatureOffset: "T",
};

/** Does what a special function asks for; false for one that a sign takes for an illegal command. */
export function applyFunction(
  power: SignPower,
  command: SpecialCommand | null,
  data: string,
  at: Instant,
): boolean {
  if (command === null) return false;
  switch (command.name) {
    case "setTime":
      power.clock = withTime(power.clock, command.time, at);
      return true;
    case "setDate": {
      const clock = withDate(power.clock, command.date, at);
      power.clock = clock ?? power.clock;
      return clock !== null;
    }
    case "setWeekday":
      power.clock = withWeekday(power.clock, weekdays.indexOf(command.weekday), at);
      return true;
    case "setAddress":
      power.address = command.address;
      return true;
    case "tone":
    case "programmedTone":
      return true;
    default: {
      const label = kept[command.name];
      if (label !== undefined) power.settings.set(label, data);
      return label !== undefined;
    }
  }
}
