import { minutesOf } from "../domain/localDay.ts";
import { checkThreshold } from "./checkThresholds.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";

/** Checks opening hours and peak days: dates that exist, ends behind their begins. */
export function checkHours(round: Round): void {
  const { draft, findings } = round;
  for (const [index, rule] of draft.site.hours.entries()) {
    const path = ["hours", index];
    if ("date" in rule) checkDate(rule.date, [...path, "date"], round);
    if ("closed" in rule || minutesOf(rule.from) < minutesOf(rule.to)) continue;
    findings.error([...path, "to"], `${quoted(rule.to)} is not after ${quoted(rule.from)}`, {
      advice: "a night takes two rules: one to 24:00, and one from 00:00 on the next day",
    });
  }
  for (const [index, peak] of draft.site.peaks.entries()) {
    const path = ["peaks", index];
    checkDate(peak.from, [...path, "from"], round);
    checkDate(peak.to, [...path, "to"], round);
    if (peak.to < peak.from)
      findings.error([...path, "to"], `${quoted(peak.to)} is before ${quoted(peak.from)}`);
    for (const [place, threshold] of peak.thresholds.entries())
      checkThreshold(threshold, [...path, "thresholds", place], round);
  }
}

function checkDate(date: string, path: Path, { findings }: Round): void {
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== date)
    findings.error(path, `there is no day ${quoted(date)}`, { advice: "year, month, day: 2026-12-25" });
}
