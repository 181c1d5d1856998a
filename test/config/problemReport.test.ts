import { describe, expect, it } from "vitest";
import { byPlace, type Problem } from "../../src/config/problem.ts";
import { problemCount, problemLines } from "../../src/config/problemReport.ts";

const problem = (changes: Partial<Problem>): Problem => ({
  severity: "error",
  file: "site.yaml",
  line: 1,
  column: 1,
  path: "site",
  message: "is wrong",
  instead: null,
  advice: null,
  ...changes,
});

describe("the report of problems", () => {
  it("stands in columns, with what to write below", () => {
    const lines = problemLines([
      problem({
        line: 14,
        column: 11,
        path: "displays.1.port",
        message: "'/dev/ttyUSB0' can change at each boot",
        instead: "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0",
        severity: "warning",
      }),
      problem({
        line: 16,
        column: 5,
        path: "displays.1",
        message: "unknown key 'bautRate'; did you mean 'baudRate'?",
        advice: "known: baudRate",
      }),
    ]);
    expect(lines).toEqual([
      "site.yaml:14:11  displays.1.port   warning: '/dev/ttyUSB0' can change at each boot",
      "                 write instead     /dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0",
      "site.yaml:16:5   displays.1        unknown key 'bautRate'; did you mean 'baudRate'?",
      "                 hint              known: baudRate",
    ]);
  });

  it("keeps a long path or another file from pushing everything aside", () => {
    const lines = problemLines([
      problem({ path: "displays.12.alarms.3.lines.1.colour", message: "long" }),
      problem({ message: "short" }),
      problem({ file: "/somewhere/far/away.yaml", line: null, path: "", message: "gone" }),
    ]);
    expect(lines).toEqual([
      "site.yaml:1:1  displays.12.alarms.3.lines.1.colour   long",
      "site.yaml:1:1  site            short",
      "/somewhere/far/away.yaml                  gone",
    ]);
  });

  it("counts what nobody would read", () => {
    const lines = problemLines(Array.from({ length: 203 }, () => problem({})));
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe("… and 3 more");
  });

  it("passes no code to the terminal that came from the file", () => {
    expect(problemLines([problem({ message: "a\u001b[2Jb\u202ec" })])[0]).toContain("a·[2Jb·c");
  });

  it("ends with how many there are", () => {
    expect(problemCount(1, 0)).toBe("1 problem.");
    expect(problemCount(2, 1)).toBe("2 problems and 1 warning.");
    expect(problemCount(0, 2)).toBe("no problems and 2 warnings.");
  });

  it("is sorted as somebody reads the file, what concerns all of it first", () => {
    const places = [
      problem({ line: 2, column: 1 }),
      problem({ line: 1, column: 9 }),
      problem({ line: 1 }),
      problem({ line: null, column: null }),
    ];
    expect(places.toSorted(byPlace).map(({ line, column }) => [line, column])).toEqual([
      [null, null],
      [1, 1],
      [1, 9],
      [2, 1],
    ]);
    expect(byPlace(problem({}), problem({ line: null }))).toBeGreaterThan(0);
    expect(byPlace(problem({ column: null }), problem({ column: null }))).toBe(0);
  });

  it("shows the beginning of a line whose column is not known", () => {
    expect(problemLines([problem({ column: null })])[0]).toContain("site.yaml:1:1  ");
  });
});
