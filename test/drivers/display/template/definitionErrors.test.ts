import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkShape } from "../../../../src/config/checkShape.ts";
import { displayModelFileSchema } from "../../../../src/config/displayModelFile.ts";
import { Findings } from "../../../../src/config/findings.ts";
import { proveDisplayModel } from "../../../../src/config/proveDisplayModel.ts";
import { readYaml } from "../../../../src/config/readYaml.ts";
import { displayDrivers } from "../../../../src/drivers/displayDrivers.ts";

const example = readFileSync(
  join(import.meta.dirname, "../../../../config/devices.d/unknown-sign.yaml"),
  "utf8",
);

/** What a technician reads who changed one piece of the example: `line:column path: message | advice`. */
function told(piece: string, by: string): string[] {
  expect(example).toContain(piece);
  const read = readYaml(
    example.replace(piece, () => by),
    "unknown-sign.yaml",
  );
  if (!read.ok) throw new Error("the example is no YAML");
  const findings = new Findings(read.yaml);
  const file = checkShape(displayModelFileSchema, findings);
  if (file !== null) proveDisplayModel(file, findings, displayDrivers, () => null);
  return findings
    .of("error")
    .map(({ line, column, path, message, advice }) => `${line}:${column} ${path}: ${message} | ${advice}`);
}

const row = 1 + example.split("\n").findIndex((line) => line.includes("    text: "));

describe("somebody who changes the example for a sign nobody knows", () => {
  it("is told nothing when all is well", () => {
    expect(told("unknown-sign  ", "unknown-sign  ")).toEqual([]);
  });

  it("is told the line and the very column of a field that is wrong", () => {
    expect(told("{text:pad}", "{text:pda}")).toEqual([
      `${row}:38 settings.frames.text: {text} knows no 'pda' | did you mean 'pad'?`,
    ]);
    expect(told("{ETX}{sum", "{etx}{sum")).toEqual([
      `${row}:43 settings.frames.text: there is no field 'etx' | write it in capitals: {ETX}`,
    ]);
  });

  it("is told what is missing, and what nobody knows", () => {
    expect(told("    text: '", "    txt: '")).toEqual([
      `${row - 1}:3 settings.frames: 'text' is missing | what is sent for a line, such as '\\x02{line}{text}\\r'; with {lines} for all lines`,
      `${row}:5 settings.frames: unknown key 'txt'; did you mean 'text'? | null`,
    ]);
    expect(told("encode: ascii", "encode: utf8")).toHaveLength(1);
  });

  it("is told of each frame in a list", () => {
    expect(
      told(
        "text: '{STX}{addr:d2}{line}{text:pad}{ETX}{sum:xor:from=1}'",
        "text: ['{STX}{line}{text:pad}', '{foo}']",
      ),
    ).toEqual([
      `${row}:39 settings.frames.text.1: there is no field 'foo' | use one of: text, lines, line, addr, colour, blink, sum, pause, escape, plain, NUL, SOH …`,
    ]);
  });

  it("is told which colour the sign would take for text", () => {
    expect(told("  charset:", "  colours: { red: 'R' }\n  charset:")).toEqual([
      `${row - 2}:19 settings.colours.red: begins with 'R', which may stand in a text as well | write the byte that begins the command, such as {ESC}; or put {colour} into the frame, if it is one code a line`,
    ]);
    expect(told("  charset:", "  colours: { pink: '{ESC}R' }\n  charset:")[0]).toContain(
      "unknown key 'pink'",
    );
  });
});
