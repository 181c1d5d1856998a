import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { bandeau } from "../process.ts";
import { statistics, statsTopic } from "../statistics.ts";

const ask = (file: string, ...words: string[]) => bandeau("acd", "explain", file, ...words);

describe.concurrent("bandeau acd explain", () => {
  it("says where a figure comes from, what it is now and how old", async ({ bench, expect }) => {
    bench.writeSite();
    const bus = await bench.listener();
    const figures = statistics("60100", { waiting: 7, longest: 64, ready: 2, level: 79 });
    await bus.publish(statsTopic("sales"), figures, true);
    const said = await ask(bench.file.path, "sales.waiting");
    expect(said).toMatchObject({ code: 0, errors: "" });
    expect(said.out).toMatch(/^ {2}field +now\.waiting from now\.waiting of the message$/m);
    expect(said.out).toMatch(/^ {2}colours +amber at 5 or more; red at 10 or more$/m);
    expect(said.out).toMatch(/^ {2}stands on +wall\/sales$/m);
    expect(said.out).toMatch(/^ {2}now +7, \d+ s old$/m);
    const facts = JSON.parse((await ask(bench.file.path, "sales.serviceLevel", "--json")).out);
    expect(facts.now).toMatchObject({ value: 79, stale: false, ageSeconds: expect.any(Number) });
  });

  it("says what it cannot know: nobody speaks, no broker answers, no such figure", async ({
    bench,
    expect,
  }) => {
    bench.writeSite();
    const silent = await ask(bench.file.path, "service.waiting", "--wait", "1");
    expect(silent.out).toMatch(/^ {2}now +not known: no message came within 1 s$/m);
    const wrong = await ask(bench.file.path, "servic.wating");
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toContain("write for example service.waiting; queues and groups: sales, service");
    await bench.broker.end();
    const alone = await ask(bench.file.path, "service.waiting", "--wait", "1");
    expect(alone.code).toBe(0);
    expect(alone.out).toMatch(/^ {2}now +not known: no broker of the site answers/m);
  });
});
