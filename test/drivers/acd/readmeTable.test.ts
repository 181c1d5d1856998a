import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  agentStates,
  callKinds,
  callPhases,
  confidences,
  pendingStates,
  reasonClasses,
} from "../../../src/domain/agentState.ts";
import { formulas, qualityReasons, queueStates } from "../../../src/domain/queueStatistics.ts";
import { numberKinds } from "../../../src/drivers/acd/figureKinds.ts";
import { type Profile, profileOptions, profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import { readers } from "../../../src/drivers/acd/readers.ts";
import { units } from "../../../src/drivers/acd/units.ts";

const devices = new URL("../../../devices/", import.meta.url);
const readme = readFileSync(new URL("README.md", devices), "utf8");
const profiles = readdirSync(new URL("acds/", devices))
  .filter((file) => file.endsWith(".yaml"))
  .sort()
  .map((file) => profileSchema.parse(parse(readFileSync(new URL(`acds/${file}`, devices), "utf8"))));

type Mark = "●" | "◐" | "○";

const remarked = ({ quality }: Profile, path: string): boolean =>
  quality.some((each) => each.path === path && each.when === undefined);

/** Whether a profile gives a figure; half where it must be read with care, or needs an option of the site. */
function markOf<Group extends "now" | "agents" | "totals" | "averages">(
  profile: Profile,
  group: Group,
  name: keyof Profile[Group] & string,
): Mark {
  const spec = profile[group][name];
  if (spec === undefined) return "○";
  const needsOption = typeof spec === "object" && spec !== null && "below" in spec;
  return remarked(profile, `${group}.${name}`) || needsOption ? "◐" : "●";
}

function serviceLevelMark(profile: Profile): Mark {
  const { formula, percent, vendorPercent } = profile.serviceLevel;
  const counted = profile.totals.answeredInTarget;
  if (percent === undefined && vendorPercent === undefined && counted === undefined) return "○";
  const isKnown = formula !== undefined && formula !== "vendor";
  return isKnown && !remarked(profile, "serviceLevel.vendorPercent") ? "●" : "◐";
}

const header = [
  "| id | ACD and messages | waiting | longest wait | expected wait | ready | on a call | wrap-up | not ready | offered | answered | abandoned | service level | time to answer | time of measure | single agents |",
  "| --- | --- | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: | :-: |",
];

function rowOf(profile: Profile): string {
  const marks: readonly Mark[] = [
    markOf(profile, "now", "waiting"),
    markOf(profile, "now", "longestWaitSeconds"),
    markOf(profile, "now", "expectedWaitSeconds"),
    markOf(profile, "agents", "ready"),
    markOf(profile, "agents", "onCall"),
    markOf(profile, "agents", "wrapUp"),
    markOf(profile, "agents", "notReady"),
    markOf(profile, "totals", "offered"),
    markOf(profile, "totals", "answered"),
    markOf(profile, "totals", "abandoned"),
    serviceLevelMark(profile),
    markOf(profile, "averages", "answerSeconds"),
    (profile.observedAt ?? profile.agent?.observedAt) === undefined ? "○" : "●",
    profile.agent === undefined ? "○" : "●",
  ];
  return `| \`${profile.id}\` | ${profile.name} | ${marks.join(" | ")} |`;
}

describe("the table of ACDs in devices/README.md", () => {
  it("says of every profile which figures it gives", () => {
    const lines = readme.split("\n");
    const from = lines.indexOf(String(header[0]));
    const rows = lines.slice(from, lines.indexOf("", from));
    expect(rows).toEqual([...header, ...profiles.map(rowOf)]);
  });
});

/** ACDs by what their profiles' ids begin with. */
const vendors: Readonly<Record<string, string>> = {
  alcatel: "Alcatel OmniPCX 4400/Enterprise CCD",
  nortel: "Nortel Symposium",
  aspect: "Aspect CallCenter (to be mapped on site)",
  "genesys-stat": "Genesys Stat Server",
  "genesys-cloud": "Genesys Cloud",
  "avaya-cms": "Avaya CMS",
  "avaya-bcms": "Avaya BCMS reports",
  "cisco-uccx": "Cisco UCCX",
  "cisco-finesse": "Cisco Finesse",
  "cisco-icm": "Cisco ICM and UCCE",
  asterisk: "Asterisk app_queue",
  freeswitch: "FreeSWITCH mod_callcenter",
  amazon: "Amazon Connect",
  twilio: "Twilio TaskRouter",
  "3cx": "3CX",
  "8x8": "8x8 Contact Center",
  altigen: "AltiGen",
  salesforce: "Salesforce Omni-Channel",
  cti: "CSTA, TSAPI, TAPI, JTAPI",
};

describe("the table of ACDs in README.md", () => {
  const order: readonly Mark[] = ["●", "◐", "○"];
  const best = (...marks: readonly Mark[]): Mark => order.find((mark) => marks.includes(mark)) ?? "○";

  function rowOfVendor(prefix: string, name: string): string {
    const own = profiles.filter(({ id }) => id.startsWith(prefix));
    const columns = [
      best(...own.map((profile) => markOf(profile, "now", "waiting"))),
      best(...own.map((profile) => markOf(profile, "now", "longestWaitSeconds"))),
      best(...own.map((profile) => markOf(profile, "agents", "ready"))),
      best(...own.map((profile) => markOf(profile, "agents", "wrapUp"))),
      best(...own.map((profile) => markOf(profile, "totals", "offered"))),
      best(...own.map((profile) => markOf(profile, "totals", "abandoned"))),
      best(...own.map(serviceLevelMark)),
      best(...own.map(({ agent }): Mark => (agent === undefined ? "○" : "●"))),
    ];
    return `| ${name} | ${columns.join(" | ")} |`;
  }

  it("says of every ACD which figures its profiles give between them", () => {
    const main = readFileSync(new URL("../README.md", devices), "utf8").split("\n");
    const from = main.findIndex((line) => line.startsWith("| ACD |"));
    const rows = main.slice(from + 2, main.indexOf("", from));
    expect(rows).toEqual(Object.entries(vendors).map(([prefix, name]) => rowOfVendor(prefix, name)));
  });

  it("leaves no profile out", () => {
    const prefixes = Object.keys(vendors);
    const lost = profiles.filter(({ id }) => !prefixes.some((prefix) => id.startsWith(prefix)));
    expect(lost.map(({ id }) => id)).toEqual([]);
  });
});

describe("the chapter on profiles in devices/README.md", () => {
  const chapter = readme.slice(readme.indexOf("### Writing a profile for your ACD"));
  const shape = profileSchema.shape;

  it.each([
    ["every key", Object.keys(shape)],
    ["every key of a single agent", Object.keys(shape.agent.unwrap().shape)],
    ["every option", Object.keys(profileOptions.shape)],
    ["every reader", Object.keys(readers)],
    ["every unit", units],
    ["every formula", formulas],
    ["every remark", qualityReasons],
    ["every state of a queue", queueStates],
    ["every figure", Object.values(numberKinds).flatMap((kinds) => Object.keys(kinds))],
    ["every state of an agent", agentStates],
    ["what an agent may be doing", [...callKinds, ...callPhases, ...pendingStates, ...confidences]],
    ["every kind of reason", reasonClasses],
  ])("names %s", (_, words) => {
    expect(words.filter((word) => !chapter.includes(`\`${word}\``))).toEqual([]);
  });

  it("has an example that does what its samples say", async () => {
    const { checkSamples } = await import("../../../src/drivers/acd/checkSamples.ts");
    const example = /```yaml\n(# devices\.d\/[\s\S]*?)```/.exec(chapter)?.[1];
    const profile = profileSchema.parse(parse(String(example)));
    expect(checkSamples(profile)).toEqual([]);
  });
});
