import { describe, expect, it } from "vitest";
import { createLogger, type LogForm, logFormFor } from "../../../src/adapters/log/createLogger.ts";
import { Secret } from "../../../src/shared/secret.ts";

function lines(form: LogForm): { log: ReturnType<typeof createLogger>; written: string[] } {
  const written: string[] = [];
  return { log: createLogger(form, "info", (line) => written.push(line)), written };
}

describe("createLogger", () => {
  it("gives the journal the severity in front of the line", () => {
    const { log, written } = lines("journal");
    log.error("display down", { id: "wall" });
    log.warn("late");
    log.info("display up");
    expect(written.map((line) => line.slice(0, 3))).toEqual(["<3>", "<4>", "<6>"]);
    expect(written[0]).toBe("<3>display down id=wall\n");
  });

  it("writes one line of text for a person, with facts that have blanks in quotes", () => {
    const { log, written } = lines("text");
    log.info("display up", { id: "wall", reason: "cable is back", count: 3, nothing: undefined });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^\d\d:\d\d:\d\d info {2}display up id=wall reason="cable is back" count=3/);
  });

  it("leaves debug out unless it is asked for", () => {
    const { log, written } = lines("json");
    log.debug("bytes");
    expect(written).toEqual([]);
  });

  it("prints a secret as stars in every form", () => {
    for (const form of ["journal", "json", "text"] as const) {
      const { log, written } = lines(form);
      log.info("login", { password: new Secret("canary") });
      expect(written.join("")).not.toContain("canary");
      expect(written.join("")).toContain("***");
    }
  });

  it("chooses the form by what stdout is", () => {
    expect(logFormFor({ JOURNAL_STREAM: "8:1" }, false)).toBe("journal");
    expect(logFormFor({}, true)).toBe("text");
    expect(logFormFor({}, false)).toBe("json");
  });
});
