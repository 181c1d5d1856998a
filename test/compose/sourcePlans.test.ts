import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type SiteFile, siteLoader } from "../../src/compose/siteLoader.ts";
import { agentPlans, sourcePlans } from "../../src/compose/sourcePlans.ts";
import { devicesFolder } from "../../src/compose.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-sources-"));
afterAll(() => rmSync(folder, { recursive: true }));

const siteWith = (sources: string): string => `version: 1
site: here
node: wall
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: ${sources}
queues:
  sales: { source: own, id: "7" }
displays:
  - { id: hall, model: alpha-generic-2x20, port: simulated, pages: [{ lines: ["{sales.waiting}"] }] }
`;

async function load(sources: string) {
  const file = join(folder, "site.yaml");
  writeFileSync(file, siteWith(sources));
  return (await siteLoader({}, devicesFolder)).load(file);
}

async function site(sources: string): Promise<SiteFile> {
  const result = await load(sources);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

const nobody = { receivedAt: null, listIgnored: false };

describe("agents of a site", () => {
  it("are not asked for unless the site says so", async () => {
    expect(agentPlans(await site("{ own: {} }"))).toEqual([]);
  });

  it("come on our own topics where the ACD's messages do not tell of them", async () => {
    const [plan] = agentPlans(await site("{ own: { agents: true, staleAfterSeconds: 90, status: false } }"));
    expect(plan).toMatchObject({
      name: "own",
      topic: "cc/1/here/acd/own/agent/+/state",
      status: null,
      staleAfterMs: 90_000,
      agentsRepeat: true,
    });
  });

  it("have reasons in the site's words, by code or by group and code", async () => {
    const reasons = '{ "7": { class: lunch, label: Cantine }, "60/3": { class: private } }';
    const file = await site(`{ own: { agents: true, reasons: ${reasons} } }`);
    const [plan] = agentPlans(file);
    const read = plan?.read('{"agentId":"a","state":"notReady","reason":{"code":"7"}}');
    expect(read).toMatchObject({
      ok: true,
      agent: { reason: { code: "7", label: "Cantine", class: "lunch" } },
    });
    expect(["7", "3", "4"].map((code) => plan?.isKnownReason(code))).toEqual([true, true, false]);
  });

  it("have no reason of a kind that we do not know", async () => {
    const result = await load('{ own: { reasons: { "7": { class: siesta } } } }');
    expect(result.ok).toBe(false);
  });
});

describe("an ACD that tells of single agents", () => {
  const agentsOnly = "cisco-finesse-user";
  const message = JSON.stringify({ User: { loginId: "canary", state: "READY" } });

  it("is not read for them unless the site asks, and its topics are kept out of the log", async () => {
    const file = await site(`{ own: { profile: ${agentsOnly}, subscribe: a } }`);
    const [plan] = sourcePlans(file);
    expect(plan?.reader.agents).not.toBe("none");
    const result = plan?.reader.read(message, nobody);
    expect(JSON.stringify(result)).not.toContain("canary");
    expect(file.warnings.map(({ message: text }) => text)).toEqual([
      `profile ${agentsOnly} tells of agents only, and nothing of it is read`,
    ]);
  });

  it("is read for them where the site asks, on the topics it is read on anyway", async () => {
    const file = await site(`{ own: { profile: ${agentsOnly}, subscribe: a, agents: true } }`);
    expect(file.warnings).toEqual([]);
    expect(agentPlans(file)).toMatchObject([{ name: "own", topic: null }]);
    expect(JSON.stringify(sourcePlans(file)[0]?.reader.read(message, nobody))).toContain("canary");
  });
});

describe("sources of a site", () => {
  it("read native messages by default, on the topics of our own", async () => {
    const [plan] = sourcePlans(await site("{ own: {} }"));
    expect(plan).toMatchObject({
      statistics: ["cc/1/here/acd/own/queue/+/stats"],
      status: "cc/1/here/acd/own/status",
      queues: new Set(["7"]),
    });
    expect(plan?.reader.read('{"queue":{"id":"7"}}', nobody).ok).toBe(true);
  });

  it("may ask for other channels than voice", async () => {
    const file = await site(
      "{ own: { profile: asterisk-queue-summary, options: { channels: [voice, email] } } }",
    );
    expect(sourcePlans(file)).toHaveLength(1);
  });

  it("with local times and no zone are refused, and told what to write", async () => {
    const result = await load("{ own: { profile: cisco-uccx-csq, subscribe: a } }");
    expect(result.ok ? [] : result.problems).toMatchObject([
      {
        path: "sources.own.profile",
        message: "profile cisco-uccx-csq has local times, and nobody says in which zone",
        advice: "write for example options: { zone: Europe/Paris }",
      },
    ]);
    await site("{ own: { profile: cisco-uccx-csq, subscribe: a, options: { zone: Europe/Paris } } }");
  });
});
