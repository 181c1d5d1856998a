import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barLine } from "../../../src/drivers/acd/barLine.ts";
import type { Rows } from "../../../src/drivers/acd/profileReader.ts";

function open(layout: object, agentRows: string | null = null) {
  return barLine.open({ rows: "", agentRows, layout: barLine.layout.parse(layout), options: {} });
}
const context = { receivedAt: null, listIgnored: false };
const read = (layout: object, text: string): Rows => open(layout).read(text, context);
const abc = { columns: ["type", "id", "waiting"], record: { column: "type", is: ["skillset"] } };

const rows = (...waiting: readonly string[]) =>
  waiting.map((each, index) => ({ type: "skillset", id: String(index + 1), waiting: each }));

describe("lines of fields with bars between them", () => {
  it("are one row each, whatever ends a line", () => {
    expect(read(abc, "skillset|1|4")).toEqual({ ok: true, rows: rows("4"), agents: [], problems: [] });
    for (const end of ["\n", "\r\n", "\r"])
      expect(read(abc, `skillset|1|4${end}${end}Skillset|2|0${end}`)).toMatchObject({
        rows: [{ waiting: "4" }, { waiting: "0" }],
        problems: [],
      });
  });

  it("may end with bars, and have blanks around their fields", () => {
    expect(read(abc, " skillset | 1 | 4 ||")).toMatchObject({ rows: rows("4"), problems: [] });
    expect(read(abc, "skillset|1||")).toMatchObject({ rows: rows(""), problems: [] });
  });

  it("take a quotation mark for a letter like any other", () => {
    expect(read(abc, 'skillset|"1"|4')).toMatchObject({ rows: [{ id: '"1"' }] });
  });

  it("about something else are passed over, which is no problem but can be told", () => {
    const text = "agent|1|2|3|4|5\nskillset|1|4\napplication|7";
    const leftOut = ["2 lines: type is none of skillset"];
    expect(read(abc, text)).toEqual({ ok: true, rows: rows("4"), agents: [], problems: [], leftOut });
    expect(read(abc, "agent|1|2")).toMatchObject({
      rows: [],
      problems: [],
      leftOut: [expect.stringMatching(/^1 line: /)],
    });
  });

  it("with too many or too few fields give no row, as none of their fields can be trusted", () => {
    expect(read(abc, "skillset|1|4\nskillset|a|b|4\nskillset|5")).toEqual({
      ok: true,
      rows: rows("4"),
      agents: [],
      problems: [
        { path: "line 2", message: "has 4 fields, not 3" },
        { path: "line 3", message: "has 2 fields, not 3" },
      ],
    });
  });

  it("may leave out their last fields where the profile says so; those are unknown", () => {
    expect(read({ ...abc, fewest: 2 }, "skillset|5")).toMatchObject({
      rows: [{ type: "skillset", id: "5" }],
      problems: [],
    });
    expect(read({ ...abc, fewest: 9 }, "skillset|1|4")).toMatchObject({ rows: rows("4") });
  });

  it("are refused when none is whole", () => {
    expect(read(abc, '{"waiting":4}')).toEqual({
      ok: false,
      reason: "wrong_shape",
      message: "line 1 has 1 fields, not 3",
    });
    expect(read(abc, " \n ")).toMatchObject({ ok: false, message: "holds no line" });
    expect(read(abc, "a\n".repeat(20_001))).toMatchObject({ ok: false, reason: "wrong_shape" });
  });

  it("may be cut at another mark, by names in the first line", () => {
    const csv = { separator: ";", header: true };
    expect(read(csv, "SPLIT;INQUEUE\n12;3\n13;0")).toMatchObject({
      rows: [
        { SPLIT: "12", INQUEUE: "3" },
        { SPLIT: "13", INQUEUE: "0" },
      ],
    });
    expect(read(csv, "SPLIT;;INQUEUE;\n12;x;3;")).toMatchObject({ rows: [{ SPLIT: "12", INQUEUE: "3" }] });
    expect(read(csv, "SPLIT;INQUEUE")).toEqual({ ok: true, rows: [], agents: [], problems: [] });
    const kept = { ...csv, record: { column: "kind", is: ["q"] } };
    expect(read(kept, "id;KIND\n1;q\n2;a")).toMatchObject({ rows: [{ id: "1" }] });
    expect(read(kept, "id;n\n1;2")).toMatchObject({ rows: [{ id: "1" }] });
  });

  it("are complained about when they are too short to say what they are about", () => {
    const late = { columns: ["id", "waiting", "type"], record: { column: "type", is: ["skillset"] } };
    expect(read(late, "1|4|skillset\n2|5")).toMatchObject({
      problems: [{ path: "line 2", message: "has 2 fields, not 3" }],
    });
  });

  it("are agents as well when the profile maps agents", () => {
    const result = open(abc, "").read("skillset|1|4", context);
    expect(result).toEqual({ ok: true, rows: rows("4"), agents: rows("4"), problems: [] });
    expect(open(abc, "").read("", context)).toMatchObject({ ok: false });
  });

  it("give the fields that stood between the bars, and never throw", () => {
    const field = fc.stringMatching(/^[a-zA-Z0-9 .:*%-]{0,12}$/);
    fc.assert(
      fc.property(field, field, (id, waiting) => {
        const row = { type: "skillset", id: id.trim(), waiting: waiting.trim() };
        expect(read(abc, `skillset|${id}|${waiting}`)).toMatchObject({ rows: [row] });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof read(abc, text).ok === "boolean"));
  });
});

describe("a capture of such lines", () => {
  it("is a message for each line", () => {
    expect(open(abc).messagesOf("a|1|2\r\n\r\nb|3|4\n")).toEqual(["a|1|2", "b|3|4"]);
    expect(open(abc).messagesOf("")).toEqual([""]);
  });

  it("is cut where the names come again", () => {
    const csv = open({ separator: ";", header: true });
    expect(csv.messagesOf("id;n\n1;2\n2;3\nid;n\n1;4\n")).toEqual(["id;n\n1;2\n2;3", "id;n\n1;4"]);
  });
});

describe("the layout of such lines", () => {
  it.each([
    [{}, "names no fields"],
    [{ columns: ["a"], header: true }, "leave one out"],
    [{ columns: ["a", "b", "a"] }, "has 'a' twice"],
    [{ columns: ["a"], record: { column: "b", is: ["x"] } }, "none of the columns"],
  ])("is refused: %j", (layout, message) => {
    expect(barLine.layout.safeParse(layout).error?.issues[0]?.message).toContain(message);
  });
});
