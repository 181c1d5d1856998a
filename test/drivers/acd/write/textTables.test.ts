import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { AgentState } from "../../../../src/domain/agentState.ts";
import { nothingKnown, type QueueStatistics } from "../../../../src/domain/queueStatistics.ts";
import { compileProfile } from "../../../../src/drivers/acd/profile.ts";
import { profileSchema } from "../../../../src/drivers/acd/profileSchema.ts";
import { writerFor } from "../../../../src/drivers/acd/write/writeProfile.ts";
import { AT } from "./truth.ts";

const shipped = (id: string): object =>
  parse(readFileSync(new URL(`../../../../devices/acds/${id}.yaml`, import.meta.url), "utf8"));

interface Moment {
  readonly statistics?: readonly QueueStatistics[];
  readonly agents?: readonly AgentState[];
}

const written = (form: object, { statistics = [], agents = [] }: Moment): readonly string[] =>
  writerFor(profileSchema.parse(form), {})({ statistics, agents, at: AT });

const base = {
  schema: 1,
  id: "any",
  reader: "text-table",
  samples: [{ payload: "x" }],
  source: "this test",
};
const nothing = nothingKnown("Service", null);
const service: QueueStatistics = {
  ...nothing,
  now: { ...nothing.now, waiting: 3, longestWaitSeconds: 64 },
  agents: { ...nothing.agents, loggedIn: 4, ready: 0 },
  totals: { ...nothing.totals, answered: 20, abandoned: 3 },
  serviceLevel: { ...nothing.serviceLevel, vendorPercent: 85 },
  averages: { ...nothing.averages, answerSeconds: 48, talkSeconds: 150 },
};
const mary: AgentState = {
  agentId: "4212",
  state: "busy",
  since: null,
  reason: null,
  pending: null,
  callKind: "queue",
  callPhase: null,
  confidence: "authoritative",
  observedAt: null,
  extension: "61204",
};

describe("figures as a printed report", () => {
  it("are rows below the headings that the profile has first, and what is unknown is blank", () => {
    const tollFree = nothingKnown("Toll  Free 2", null);
    const reports = written(shipped("avaya-bcms"), { statistics: [service, tollFree] });
    expect(reports.map((report) => report.split("\n"))).toEqual([
      [
        "BCMS SYSTEM STATUS",
        "",
        "                                                                  %",
        "                         AVG               AVG         AVG  AVG   IN",
        "            CALLS OLDEST SPEED AVAIL ABAND ABAND ACD   TALK AFTER SERV",
        "SPLIT       WAIT  CALL   ANS   AGENT CALLS TIME  CALLS TIME CALL  LEVL",
        "----------- ----- ------ ----- ----- ----- ----- ----- ---- ----- ----",
        "Service         3   1:04  0:48     0     3          20 2:30         85",
        "Toll Free 2",
        "",
        "Command successfully completed",
      ],
    ]);
  });

  it("stand above the agents of their queue, all of whom are in the first report", () => {
    const statistics = [service, nothingKnown("Night", null)];
    const reports = written(shipped("avaya-bcms-split"), { statistics, agents: [mary] });
    const above = ["BCMS SPLIT STATUS", ""];
    const unknown = ["Avail:", "ACD:", "ACW:", "AUX:"];
    const sums = ["Other:", "Extn Calls:"];
    expect(reports.map((report) => report.split("\n"))).toEqual([
      [
        ...above,
        "Split: Service",
        "Calls Waiting: 3",
        "Oldest Call: 1:04",
        "Staffed: 4",
        "Avail: 0",
        ...unknown.slice(1),
        "% Within Service Level: 85",
        "Acceptable Service Level:",
        ...sums,
        "",
        "      LOGIN",
        "AGENT ID    EXT   STATE",
        "----- ----- ----- -----",
        "       4212 61204 ACD",
        "",
        "Command successfully completed",
      ],
      [
        ...above,
        "Split: Night",
        "Calls Waiting:",
        "Oldest Call:",
        "Staffed:",
        ...unknown,
        "% Within Service Level:",
        "Acceptable Service Level:",
        ...sums,
        "",
        "      LOGIN",
        "AGENT ID    EXT STATE",
        "----- ----- --- -----",
        "",
        "Command successfully completed",
      ],
    ]);
  });

  it("have columns of their own where the profile has no heading, and no frame where it has none", () => {
    const form = {
      ...base,
      layout: { headings: { q: ["HG"], oldest: ["WAIT OF THE OLDEST CALL NOW"] } },
      queue: { id: "Q" },
      now: { waiting: "Waiting", longestWaitSeconds: "OLDEST" },
    };
    const [text = ""] = written(form, { statistics: [service] });
    expect(text.split("\n")).toEqual([
      "        WAIT",
      "        OF",
      "        THE",
      "HG      OLDEST CALL NOW Waiting",
      "------- --------------- -------",
      "Service              64       3",
    ]);
    const read = compileProfile(profileSchema.parse(form), {}).read(text, {
      receivedAt: AT,
      listIgnored: false,
    });
    expect(read.ok ? read.statistics : read).toMatchObject([
      { queue: { id: "Service" }, now: { waiting: 3, longestWaitSeconds: 64 } },
    ]);
  });

  it("are none where nobody is told of, and agents stand alone where the profile has no queue", () => {
    expect(written(shipped("avaya-bcms"), {})).toEqual([]);
    expect(written(shipped("avaya-bcms-split"), { agents: [mary] })).toEqual([]);
    const form = {
      ...base,
      layout: { headings: { id: ["ID"], state: ["STATE"] }, table: "agents" },
      agent: { id: "id", state: { from: "state", map: { ACD: "busy" } } },
    };
    expect(written(form, {})).toEqual([]);
    expect(written(form, { agents: [mary] })).toEqual(["ID   STATE\n---- -----\n4212 ACD"]);
  });
});
