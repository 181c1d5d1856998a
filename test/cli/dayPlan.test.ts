import { afterEach, describe, expect, it } from "vitest";
import { clockOf, planDay } from "../../src/cli/dayPlan.ts";
import { checkTopicIds, topicId } from "../../src/cli/topicId.ts";
import { dayText, fileOf } from "./simAcdBench.ts";

const files: { end(): void }[] = [];

afterEach(() => {
  for (const file of files.splice(0)) file.end();
});

function dayOf(text: string | Uint8Array): string {
  const file = fileOf(text);
  files.push(file);
  return file.path;
}

const good = (): string => dayOf(dayText("2001-05-07"));

describe("the plan of a replayed day", () => {
  it("is the whole day without stops, unless somebody says otherwise", async () => {
    const { day, ...times } = await planDay({ day: good() });
    expect(times).toEqual({ from: 0, to: 86_340, holds: [] });
    expect(day.queues).toEqual(["Old & New", "PS"]);
  });

  it("stops at named times and in steps, in order and each once", async () => {
    const plan = await planDay({
      day: good(),
      from: "9:00",
      to: "09:10",
      at: ["09:07:30", "09:05"],
      stepMinutes: 5,
    });
    expect(plan.holds.map(clockOf)).toEqual(["09:00:00", "09:05:00", "09:07:30", "09:10:00"]);
  });

  it.each([
    { options: { from: "25:00" }, says: "--from 25:00 is not a time of day" },
    { options: { to: "noon" }, says: "--to noon is not a time of day" },
    { options: { at: ["9"] }, says: "--at 9 is not a time of day" },
    { options: { from: "10:00", to: "09:00" }, says: "--to lies before --from" },
    { options: { from: "10:00", at: ["09:30"] }, says: "--at 09:30:00 is not between --from and --to" },
    { options: { to: "10:00", at: ["10:30"] }, says: "--at 10:30:00 is not between --from and --to" },
    { options: { stepMinutes: 0.001 }, says: "--step-minutes gives 86341 stops, at most 1440" },
  ])("refuses $options", async ({ options, says }) => {
    await expect(planDay({ day: good(), ...options })).rejects.toThrow(says);
  });

  it("names the file and the place that does not fit", async () => {
    const wrong = dayOf(dayText("2001-05-07").replace(",30,answered", ",soon,answered"));
    await expect(planDay({ day: wrong })).rejects.toThrow(`${wrong}: line 2 has "soon" for waitSeconds`);
  });

  it("refuses a file that is not there, too long, or no text", async () => {
    await expect(planDay({ day: "/nowhere/day.csv" })).rejects.toThrow("/nowhere/day.csv cannot be read");
    await expect(planDay({ day: dayOf(new Uint8Array(16_777_217)) })).rejects.toThrow("too long for a day");
    await expect(planDay({ day: dayOf(Uint8Array.of(0xff, 0xfe)) })).rejects.toThrow("is not UTF-8");
  });

  it("refuses queues that would share a topic", async () => {
    const twins = dayOf(dayText("2001-05-07").replace("Old & New", "ps"));
    await expect(planDay({ day: twins })).rejects.toThrow("'PS' and 'ps' would share the topic 'ps'");
    const all = dayOf(dayText("2001-05-07").replace("Old & New", "All"));
    await expect(planDay({ day: all })).rejects.toThrow("'All' and 'all' would share the topic 'all'");
  });
});

describe("a queue's id in a topic", () => {
  it.each([
    ["PS", "ps"],
    ["60100", "60100"],
    ["Ventes & Suivi", "ventes-suivi"],
    ["  Été ", "ete"],
    [`${"a".repeat(62)} b`, "a".repeat(62)],
  ])("makes %j to %j", (id, slug) => {
    expect(topicId(id)).toBe(slug);
  });

  it.each(["", "---", "待機"])("refuses %j, of which nothing is left", (id) => {
    expect(() => topicId(id)).toThrow("leaves nothing for a topic");
  });

  it("takes ids that stay apart", () => {
    expect(() => checkTopicIds(["a", "b", "a-b"])).not.toThrow();
  });
});
