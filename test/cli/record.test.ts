import { readdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCommandLine } from "../../src/cli/program.ts";
import { type RecordOptions, recordBus } from "../../src/cli/record.ts";
import { type Bus, busOf } from "../../src/cli/recording/busOf.ts";
import { whatToRecord } from "../../src/cli/recording/whatToRecord.ts";
import { Fault } from "../../src/ports/fault.ts";
import { monotonicMs, openTimers, wallMs } from "../../src/shared/time.ts";
import { arrived, Folder, PlayedBroker } from "./recording/bench.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  vi.useRealTimers();
  folder.end();
  expect(openTimers()).toBe(0);
});

const clock = { wall: wallMs, monotonic: monotonicMs, isSynced: () => true };
const lost = (): Fault => new Fault("BROKER_LOST", "the broker is gone", "look at it");

/** Asks again while files are written, which no fake timer moves. */
const until = (ready: () => boolean): Promise<void> => vi.waitFor(() => expect(ready()).toBe(true), 5_000);

/** The command with a broker that the test plays, on a machine whose timers are real. */
function recording(
  changes: Partial<RecordOptions> = {},
  urls: readonly string[] = ["mqtt://broker"],
  site: Bus["site"] = null,
) {
  const broker = new PlayedBroker();
  const abort = new AbortController();
  const { terminal, written, errors } = recordingTerminal();
  const options = { topics: [], withAgents: false, maxSize: 1e6, maxTime: 1e6, keep: 5, ...changes };
  const parts = { bus: { broker, urls, site }, clock, terminal, signal: abort.signal };
  const run = (name = "a.gz"): Promise<number> => recordBus(folder.at(name), options, parts);
  return { broker, abort, run, written, errors };
}

describe("bandeau record", () => {
  it("writes what comes until it is stopped", async () => {
    const { broker, abort, run, written } = recording({ site: "flowers" });
    const done = run();
    await until(() => broker.connections.length === 1);
    expect(broker.last.request).toMatchObject({
      will: null,
      clientId: expect.stringContaining("bandeau-record-"),
    });
    await until(() => broker.last.story.length === 1);
    expect(broker.last.story).toEqual(["subscribe cc/1/flowers/#"]);
    broker.last.request.onMessage(arrived("cc/1/flowers/a"));
    broker.last.request.onMessage(arrived("cc/1/flowers/acd/acd/agent/1/state"));
    abort.abort();
    expect(await done).toBe(0);
    expect(broker.last.closed).toBe(true);
    expect(folder.lines("a.gz")).toMatchObject([
      { bandeau: "recording", site: "flowers", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      { broker: "up" },
      { topic: "cc/1/flowers/a" },
      { end: true, messages: 1 },
    ]);
    expect(written()).toBe(
      `recording cc/1/flowers/# of mqtt://broker into ${folder.at("a.gz")}\n1 message in 1 file, left out as personal: 1\n`,
    );
  });

  it("stops by itself after its time", async () => {
    const { run } = recording({ duration: 0.05 });
    expect(await run()).toBe(0);
  });

  it("does not begin when it was stopped before", async () => {
    const { abort, run } = recording();
    abort.abort();
    await expect(run()).rejects.toMatchObject({ code: "RECORD_NO_BROKER" });
  });

  it("goes on when the broker is back, with the next one, and writes down that it was away", async () => {
    const { broker, abort, run, errors } = recording({}, ["mqtt://one", "mqtt://two"]);
    const done = run();
    await until(() => broker.connections.length === 1);
    await until(() => broker.last.story.length === 1);
    broker.last.lose(lost());
    await until(() => broker.connections.length === 2);
    await until(() => broker.last.story.length === 1);
    abort.abort();
    expect(await done).toBe(0);
    expect(broker.connections.map(({ request }) => request.url)).toEqual(["mqtt://one", "mqtt://two"]);
    expect(
      folder
        .lines("a.gz")
        .map((line) => line["broker"])
        .filter(Boolean),
    ).toEqual(["up", "down", "up"]);
    expect(errors()).toBe("the broker is gone: look at it\nthe broker is there again\n");
  });

  it("says what the broker does not let it hear, and ends when that is all", async () => {
    const some = recording({ topics: ["a/#", "b/#"], duration: 0.3 });
    some.broker.prepare = (connection) => {
      connection.refuse = ["b/#"];
    };
    expect(await some.run("some.gz")).toBe(0);
    expect(some.errors()).toContain("does not let us hear b/#");
    const all = recording({ topics: ["b/#"] });
    all.broker.prepare = (connection) => {
      connection.refuse = ["b/#"];
    };
    await expect(all.run("all.gz")).rejects.toMatchObject({ code: "RECORDING_REFUSED" });
  });

  it("ends when only a person can mend what is wrong, and when no broker was there in its time", async () => {
    const refused = recording();
    refused.broker.failure = new Fault("BROKER_REFUSED_LOGIN", "wrong password", "write the right one");
    await expect(refused.run("refused.gz")).rejects.toMatchObject({ code: "BROKER_REFUSED_LOGIN" });
    const silent = recording({ duration: 0.1 });
    silent.broker.failure = lost();
    await expect(silent.run("silent.gz")).rejects.toMatchObject({ code: "RECORD_NO_BROKER" });
    expect(silent.errors()).toBe("the broker is gone: look at it\n");
    expect(folder.lines("silent.gz")).toMatchObject([{ bandeau: "recording" }, { end: true, messages: 0 }]);
  });

  it("does not overwrite anything", async () => {
    writeFileSync(folder.at("a.gz"), "precious");
    await expect(recording().run()).rejects.toMatchObject({ code: "RECORDING_EXISTS" });
  });

  it("stops at once, and lets go of the broker, when it cannot write any more", async () => {
    const { broker, run } = recording({ maxSize: 1 });
    const done = run();
    writeFileSync(folder.at("a-0002.gz"), "in the way");
    await expect(done).rejects.toMatchObject({ code: "RECORDING_EXISTS" });
    expect(broker.connections.every(({ closed }) => closed)).toBe(true);
  });
});

const siteText = `version: 1
site: flowers
node: wall-1
broker: { urls: ["mqtt://127.0.0.1:1", "mqtt://127.0.0.1:2"] }
sources: { own: {}, uccx: { profile: cisco-uccx-csq, subscribe: ["uccx/+", "cc/1/flowers/x"], status: uccx/status, options: { zone: Europe/Paris } } }
queues: { sales: { id: "60100", source: own }, orders: { id: "7", source: uccx } }
displays:
  - id: wall
    model: alpha-4120c
    port: simulated
    pages: [{ lines: ["{sales.waiting}"] }]
`;

describe("what is recorded", () => {
  const busOfSite = (text: string) => {
    writeFileSync(folder.at("site.yaml"), text);
    return busOf({ config: folder.at("site.yaml") }, { environment: {} });
  };

  it("is every site, one site, or what somebody names", () => {
    const wish = { topics: [], withAgents: false };
    expect(whatToRecord(wish, null)).toEqual({ site: null, filters: ["cc/1/+/#"], personal: [] });
    expect(whatToRecord({ ...wish, site: "a" }, null)).toMatchObject({ site: "a", filters: ["cc/1/a/#"] });
    expect(whatToRecord({ ...wish, topics: ["acd/#"] }, null)).toMatchObject({ filters: ["acd/#"] });
  });

  it("is of a configured site also what its ACDs say elsewhere", async () => {
    const { site, urls } = await busOfSite(siteText);
    expect(urls).toEqual(["mqtt://127.0.0.1:1", "mqtt://127.0.0.1:2"]);
    expect(whatToRecord({ topics: [], withAgents: false }, site)).toEqual({
      site: "flowers",
      filters: ["cc/1/flowers/#", "uccx/+", "uccx/status"],
      personal: [],
    });
  });

  it("leaves out an ACD's own topics where they tell of agents, unless it is asked for them", async () => {
    const source = "finesse: { profile: cisco-finesse-user, subscribe: finesse/+ }";
    const { site } = await busOfSite(siteText.replace("own: {},", `own: {}, ${source},`));
    expect(whatToRecord({ topics: [], withAgents: false }, site)).toMatchObject({
      filters: ["cc/1/flowers/#", "uccx/+", "uccx/status"],
      personal: [{ source: "finesse", filter: "finesse/+" }],
    });
    expect(whatToRecord({ topics: [], withAgents: true }, site).filters).toContain("finesse/+");
    const { run, errors } = recording({ duration: 0.02 }, ["mqtt://broker"], site);
    await run();
    expect(errors()).toBe(
      "left out: finesse/+, where source 'finesse' tells of agents; --with-agents records it\n",
    );
  });

  it("is refused where it makes no sense", () => {
    const wish = { topics: [], withAgents: false };
    expect(() => whatToRecord({ ...wish, site: "A/B" }, null)).toThrow("'A/B' is no name of a site");
    expect(() => whatToRecord({ ...wish, topics: ["a+"] }, null)).toThrow("'a+' is no topic to record");
  });

  it("comes from a broker that is named, or from the configuration's", async () => {
    const named = await busOf({ broker: "mqtt://there" }, { environment: {} });
    expect([named.urls, named.site]).toEqual([["mqtt://there"], null]);
    writeFileSync(folder.at("good.yaml"), siteText);
    const both = await busOf({ broker: "mqtt://there", config: folder.at("good.yaml") }, { environment: {} });
    expect(both.urls).toEqual(["mqtt://there"]);
    await expect(busOf({}, { environment: {} })).rejects.toMatchObject({ code: "BUS_UNNAMED" });
    await expect(busOfSite("version: 1\n")).rejects.toMatchObject({ code: "BUS_CONFIG" });
  });
});

describe("the command line of record and replay", () => {
  it.each([
    [["record", "x", "--max-size", "big"], "a size such as"],
    [["record", "x", "--max-size", "10"], "a size such as"],
    [["record", "x", "--max-time", "-1s"], "a time such as"],
    [["record", "x", "--duration", "9999999d"], "a time such as"],
    [["record", "x", "--keep", "1"], "a whole number from 2"],
    [["replay", "x", "--from", "10:18"], "a moment with its zone"],
    [["replay", "x", "--speed", "0"], "a number above 0"],
    [["replay", "x", "--map-topic", "a"], "OLD=NEW"],
    [["replay", "x", "--map-topic", "a=b=c"], "OLD=NEW"],
    [["record"], "missing required argument 'path'"],
    [["replay"], "missing required argument 'path'"],
  ])("%j is wrong usage", async (words, says) => {
    const { terminal, errors } = recordingTerminal();
    expect(await runCommandLine(words, terminal)).toBe(2);
    expect(errors()).toContain(says);
  });

  it("reaches the commands, which want a broker", async () => {
    const path = folder.recording("a", []);
    const times = ["--from", "2026-02-14T09:00:00Z", "--to", "2026-02-14T09:00:00Z"];
    for (const words of [
      ["record", folder.at("b"), "--max-size", "1G", "--max-time", "8h", "--duration", "1.5m"],
      ["replay", path, "--speed", "max", "--step", "--map-topic", "a=b", ...times],
    ]) {
      const { terminal, errors } = recordingTerminal();
      expect(await runCommandLine(words, terminal)).toBe(1);
      expect(errors()).toBe("no broker is named\nwrite --broker URL, or --config FILE of a site\n");
    }
    expect(readdirSync(folder.path)).toEqual(["a"]);
  });
});
