import { describe, expect, it } from "vitest";
import { EdgeLog } from "../../src/app/edgeLog.ts";
import { Fault } from "../../src/ports/fault.ts";
import { recordingLog } from "./busDoubles.ts";

const refused = new Fault("REFUSED", "no", "ask");
const silent = new Fault("SILENT", "nothing", "look");

function edges() {
  const time = { seconds: 0 };
  const { log, lines } = recordingLog();
  const edge = new EdgeLog({ log, clock: { monotonic: () => time.seconds * 1_000 } }, "broker");
  const said = (): string[] => lines.map(({ text, facts }) => `${text} ${facts["awaySeconds"] ?? "-"}`);
  return { time, edge, said, lines };
}

describe("EdgeLog", () => {
  it("says once that it went, why, and once that it is back with how long it was away", () => {
    const { time, edge, said, lines } = edges();
    edge.up({ url: "a" });
    for (time.seconds = 10; time.seconds < 70; time.seconds += 10) edge.down(refused, { url: "a" });
    edge.up({ url: "a" });
    expect(said()).toEqual(["broker up -", "broker down 0", "broker up 60"]);
    expect(lines[1]).toMatchObject({
      level: "warn",
      facts: { url: "a", code: "REFUSED", reason: "no", advice: "ask" },
    });
  });

  it("says each new reason, and reminds each hour", () => {
    const { time, edge, said } = edges();
    edge.down(refused, {});
    time.seconds = 60;
    edge.down(silent, {});
    for (; time.seconds < 7_300; time.seconds += 60) edge.down(refused, {});
    expect(said()).toEqual([
      "broker down 0",
      "broker still down 60",
      "broker still down 3600",
      "broker still down 7200",
    ]);
  });

  it("begins anew after it was back", () => {
    const { time, edge, said } = edges();
    edge.down(refused, {});
    time.seconds = 5;
    edge.up({});
    edge.down(refused, {});
    expect(said()).toEqual(["broker down 0", "broker up 5", "broker down 0"]);
  });
});
