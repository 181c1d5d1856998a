import { checkBroker, checkMetrics, checkTimeZone } from "./checkBroker.ts";
import { checkButtons } from "./checkButtons.ts";
import { checkDisplays } from "./checkDisplays.ts";
import { checkGroups, checkLabels, checkQueues, checkSources } from "./checkFloor.ts";
import { checkHours } from "./checkHours.ts";
import { checkLights } from "./checkLights.ts";
import { checkSeats } from "./checkSeats.ts";
import { checkThresholds } from "./checkThresholds.ts";
import { placesOfDisplays } from "./lightPlaces.ts";
import type { Round } from "./siteChecks.ts";

/** Everything that a schema cannot see: names that lead nowhere, ports used twice, pages that do not fit. */
export function checkSite(round: Round): void {
  checkBroker(round);
  checkTimeZone(round);
  checkSources(round);
  checkQueues(round);
  checkGroups(round);
  checkLabels(round);
  checkThresholds(round);
  checkHours(round);
  checkDisplays(round);
  checkSeats(round);
  const places = placesOfDisplays(round);
  checkLights(round, places);
  checkButtons(round, places);
  checkMetrics(round);
}
