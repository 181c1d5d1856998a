import type { z } from "zod";
import { defineDisplayDriver } from "../../../../src/drivers/defineDisplayDriver.ts";
import type { Dialect } from "../../../../src/drivers/display/template/dialect.ts";
import { templateOptions } from "../../../../src/drivers/display/template/options.ts";
import { driver } from "../../../../src/drivers/display/template.ts";
import type { DisplayModel } from "../../../../src/ports/displayModel.ts";
import { Bench } from "../bench.ts";

/** A display of two rows and ten characters, as far as tests do not change it. */
export const model: DisplayModel = {
  id: "some-sign",
  name: "Some sign",
  driver: "template",
  rows: 2,
  columns: 10,
  colours: ["red"],
  serial: { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 },
  pacing: { betweenFramesMs: 100 },
  refresh: { valuesSeconds: 60, layoutsSeconds: null, everythingSeconds: null },
};

/** The usual frame of tests: STX, address, line, text, ETX, a sum, CR. */
export const usual = String.raw`\x02{addr:hex2}{line:d1}{text}\x03{sum:xor:from=1:hex2}\r`;

export type Settings = Readonly<Record<string, unknown>>;

export const withText = (text: string | readonly string[], more: Settings = {}): Settings => ({
  frames: { text },
  ...more,
});

export const bench = (settings: Settings, change: Partial<DisplayModel> = {}): Bench =>
  new Bench(defineDisplayDriver(driver).bind({ ...model, ...change }, settings));

export const dialect = (settings: Settings): Dialect => templateOptions.parse(settings);

/** Everything that is wrong with settings: the path, the column where there is one, what and what instead. */
export function complaints(settings: unknown): string[] {
  const { error } = templateOptions.safeParse(settings);
  return (error?.issues ?? []).flatMap((issue) => inWords(issue, issue.path.join(".")));
}

/** Of one frame or a list of frames, the one that was written is judged. */
function inWords(issue: z.core.$ZodIssue, path: string): string[] {
  if (issue.code === "invalid_union" && issue.errors[0] !== undefined)
    return issue.errors[0].flatMap((inner) => inWords(inner, path));
  const params = issue.code === "custom" ? issue.params : undefined;
  const column = params?.["column"] === undefined ? "" : `:${params["column"]}`;
  const advice = params?.["advice"] === undefined ? "" : ` | ${params["advice"]}`;
  return [`${path}${column} ${issue.message}${advice}`];
}

/** Bytes for people who read tests: printable characters as they are, others as \xHH. */
export const shown = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.trim().split(/\s+/), (pair) => Number.parseInt(pair, 16));
