import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { Bandeau } from "../process.ts";
import { nodeTopic, statistics, statsTopic } from "../statistics.ts";

const topic = statsTopic("sales");
const LIBRARIES = "/usr/lib";
const FORTY_YEARS_DAYS = 14_610;

/** Debian's libfaketime, which lies about the wall clock as a file says; null where it is not installed. */
function fakeTime(): string | null {
  if (!existsSync(LIBRARIES)) return null;
  const folders = readdirSync(LIBRARIES).map((name) => join(LIBRARIES, name, "faketime"));
  return folders.map((folder) => join(folder, "libfaketimeMT.so.1")).find((path) => existsSync(path)) ?? null;
}

const library = fakeTime();

describe.concurrent("a machine without a battery for its clock", () => {
  it.skipIf(library === null)(
    "shows the truth while its clock is forty years late, and when it jumps there and back",
    async ({ bench, expect }) => {
      const clock = join(bench.file.folder, "clock");
      const setClock = (days: number): void => writeFileSync(clock, `${days < 0 ? "" : "+"}${days}d\n`);
      setClock(-FORTY_YEARS_DAYS);
      bench.writeSite({ site: { sources: { acd: { staleAfterSeconds: 15 } } } });
      const sign = await bench.plugSign();
      const bus = await bench.listener();
      const daemon = new Bandeau(["run", "--config", bench.file.path], {
        LD_PRELOAD: library ?? "",
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      });
      bench.add(() => daemon.kill());
      const said = await daemon.line((line) => line.includes("broker up"));
      expect((JSON.parse(said) as { time: string }).time).toMatch(/^19\d\d-/);
      await bus.hears(nodeTopic("device/wall/shown"), () => true, 20_000);
      let known = 0;
      for (const [index, days] of [-FORTY_YEARS_DAYS, 0, FORTY_YEARS_DAYS, -FORTY_YEARS_DAYS, 0].entries()) {
        setClock(days);
        const figures = { waiting: index + 1, longest: 10 + index, ready: 2, level: 79 };
        await bus.publish(topic, statistics("60100", figures));
        await sign.shows([`W  ${index + 1}            0:1${index}`, "R  2             79%"]);
        if (index === 0) known = sign.history.length;
      }
      // Nothing of it was old for a moment: what is too old is measured by another clock.
      const marked = sign.history.slice(known).filter((glass) => glass.includes("@"));
      expect(marked).toEqual([]);
      setClock(-FORTY_YEARS_DAYS);
      await sign.shows([/^W -- /, /^R -- /], 25_000);
      expect(daemon.errors).toEqual([]);
    },
  );
});
