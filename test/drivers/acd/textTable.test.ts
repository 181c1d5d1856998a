import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Rows } from "../../../src/drivers/acd/profileReader.ts";
import { textTable } from "../../../src/drivers/acd/textTable.ts";

const open = (layout: object) =>
  textTable.open({ rows: "", agentRows: null, layout: textTable.layout.parse(layout), options: {} });
const read = (layout: object, lines: readonly string[]): Rows =>
  open(layout).read(lines.join("\n"), { receivedAt: null, listIgnored: false });
const rowsOf = (layout: object, lines: readonly string[]) => {
  const result = read(layout, lines);
  return result.ok ? result.rows : result.message;
};

const layout = {
  headings: { queue: ["SPLIT", "SKILL"], waiting: ["CALLS WAIT"], oldest: ["OLDEST CALL"], level: ["% IN"] },
  end: ["Total"],
};
const drawn = [
  "              CALLS OLDEST",
  "SKILL         WAIT  CALL   % IN",
  "------------- ----- ------ ----",
];

describe("a printed table", () => {
  it("is cut by the lines drawn under its headings, names with blanks included", () => {
    const lines = [
      ...drawn,
      "Toll Free 2       3   1:04 85*",
      "Toll-Free Sales  12    :48",
      "Night             0        100",
    ];
    expect(rowsOf(layout, lines)).toEqual([
      { queue: "Toll Free 2", waiting: "3", oldest: "1:04", level: "85*" },
      { queue: "Toll-Free Sales", waiting: "12", oldest: ":48" },
      { queue: "Night", waiting: "0", level: "100" },
    ]);
  });

  it("is cut where all lines of headings are blank when nothing is drawn", () => {
    const lines = [
      "             CALLS   OLDEST",
      "SPLIT        WAIT    CALL     % IN",
      "",
      "Toll Free Sales 3    1:04     85",
      "Night           0     :00",
    ];
    expect(rowsOf(layout, lines)).toEqual([
      { queue: "Toll Free Sales", waiting: "3", oldest: "1:04", level: "85" },
      { queue: "Night", waiting: "0", oldest: ":00" },
    ]);
  });

  it("has headings of several words in one line", () => {
    const lines = ["SPLIT   CALLS WAIT  OLDEST CALL  % IN", "Night           4         1:04    80"];
    expect(rowsOf(layout, lines)).toEqual([{ queue: "Night", waiting: "4", oldest: "1:04", level: "80" }]);
  });

  it("keeps a column that the profile does not name under its own heading", () => {
    const lines = ["SPLIT   CALLS WAIT  STAFF", "Night           4      7"];
    expect(rowsOf(layout, lines)).toEqual([{ queue: "Night", waiting: "4", STAFF: "7" }]);
  });

  it("is found below a title, and again on each page", () => {
    const page = ["SYSTEM STATUS", ...drawn, "Night             4", ""];
    expect(rowsOf(layout, ["monitor bcms system", ...page, "Page two", ...page])).toEqual([
      { queue: "Night", waiting: "4" },
      { queue: "Night", waiting: "4" },
    ]);
  });

  it("ends at a blank line, at a drawn one and at the words that end it", () => {
    for (const end of ["", "-------------", "TOTAL            9", " total"])
      expect(rowsOf(layout, [...drawn, "Night             4", end, "Other             5"])).toEqual([
        { queue: "Night", waiting: "4" },
      ]);
  });

  it("may be set with tabs", () => {
    const lines = ["SPLIT\tCALLS WAIT\tOLDEST CALL", "Night\t4\t\t1:04"];
    expect(rowsOf(layout, lines)).toEqual([{ queue: "Night", waiting: "4", oldest: "1:04" }]);
  });

  it("takes the lines around it for each of its rows", () => {
    const lines = ["Acceptable Service Level: 20   Date: 13:02 WED", ...drawn, "Night             4"];
    expect(rowsOf(layout, lines)).toEqual([
      { "Acceptable Service Level": "20", Date: "13:02 WED", queue: "Night", waiting: "4" },
    ]);
  });

  it("is refused when it is another report, or longer than any", () => {
    expect(rowsOf(layout, ["nothing", "of the kind"])).toContain("has no table with the headings SPLIT");
    expect(rowsOf(layout, Array(20_001).fill("x"))).toBe("has more than 20000 lines");
  });

  it("never throws, whatever is printed", () => {
    const letter = fc.constantFrom(" ", "-", "S", "SPLIT", "CALLS WAIT", "\n", "4", ":", "=", "\t", "*");
    fc.assert(
      fc.property(fc.array(letter), (letters) => typeof read(layout, [letters.join("")]).ok === "boolean"),
    );
  });
});

describe("a printed table of agents", () => {
  const agents = { headings: { login: ["LOGIN ID"], state: ["STATE"] }, table: "agents" };

  it("stands below the figures of their queue", () => {
    const lines = [
      "Split: 12       Oldest Call:   1:04",
      "8=Staffed 2=Avail  1=Extn Calls",
      "LOGIN ID  STATE",
      "--------  -----",
      "    4212  ACD",
      "    4213  AUX",
    ];
    expect(read(agents, lines)).toEqual({
      ok: true,
      rows: [{ Split: "12", "Oldest Call": "1:04", Staffed: "8", Avail: "2", "Extn Calls": "1" }],
      agents: [
        { login: "4212", state: "ACD" },
        { login: "4213", state: "AUX" },
      ],
      problems: [],
    });
  });

  it("may be missing; the queue is told all the same", () => {
    expect(read(agents, ["Split: 12"])).toEqual({
      ok: true,
      rows: [{ Split: "12" }],
      agents: [],
      problems: [{ path: "", message: "has no table with the headings LOGIN ID, STATE" }],
    });
  });
});

describe("a capture of reports", () => {
  it("is cut at their titles", () => {
    const titled = open({ ...layout, title: ["System Status"] });
    const text = "monitor\nSYSTEM STATUS\na\nSYSTEM  STATUS\r\nb";
    expect(titled.messagesOf(text)).toEqual(["monitor\nSYSTEM STATUS\na", "SYSTEM  STATUS\nb"]);
    expect(open(layout).messagesOf("a\nb")).toEqual(["a\nb"]);
  });

  it("needs headings by which its tables are found", () => {
    expect(textTable.layout.safeParse({ headings: {} }).error?.issues[0]?.message).toBe("names no heading");
  });
});
