import { counted } from "../../config/plainWords.ts";
import { type Finding, inOrder } from "./finding.ts";
import type { Redact } from "./publicWords.ts";

/** What was found on which machine, as `--json` prints it. */
export interface DoctorReport {
  /** False when something is wrong; what is doubtful does not count. */
  readonly ok: boolean;
  /** What to mend first: the rest may follow from it. Null when nothing is wrong. */
  readonly first: Finding | null;
  readonly findings: readonly Finding[];
  readonly about: About;
}

export interface About {
  readonly version: string;
  readonly node: string;
  /** Kernel and architecture. */
  readonly system: string;
  /** What the board calls itself. */
  readonly board: string | null;
}

/** Everything in order, in words that anybody may read. */
export function doctorReport(findings: readonly Finding[], about: About, redact: Redact): DoctorReport {
  const told = inOrder(findings).map((finding) => ({
    ...finding,
    subject: redact(finding.subject),
    what: redact(finding.what),
    advice: finding.advice === null ? null : redact(finding.advice),
  }));
  const first = told.find(({ state }) => state === "wrong") ?? null;
  return { ok: first === null, first, findings: told, about };
}

/** The same for people: what to do first, then the rest, then what is well. */
export function reportLines({ first, findings, about }: DoctorReport): string[] {
  const others = findings.filter((one) => one.state === "wrong" && one !== first);
  const doubts = findings.filter(({ state }) => state === "doubt");
  const good = findings.filter(({ state }) => state === "well");
  const { version, node, system, board } = about;
  return [
    ...(first === null ? ["Nothing is wrong."] : ["Mend this first:", ...rowsOf(first)]),
    ...section("Then:", others),
    ...section("Worth a look:", doubts),
    ...(good.length === 0 ? [] : ["", "Well:", ...good.map((one) => `  ${nameOf(one)}: ${one.what}`)]),
    "",
    `bandeau ${version}, node ${node}, ${system}${board === null ? "" : `, ${board}`}`,
    ...(first === null ? [] : [`${counted(others.length + 1, "thing")} wrong.`]),
  ].map(clean);
}

const section = (title: string, findings: readonly Finding[]): string[] =>
  findings.length === 0 ? [] : ["", title, ...findings.flatMap(rowsOf)];

function rowsOf(finding: Finding): string[] {
  const { what, advice } = finding;
  return [
    `  ${nameOf(finding)}: ${what}`,
    ...(advice === null || advice === "" ? [] : [`    do: ${advice}`]),
  ];
}

const nameOf = ({ area, subject }: Finding): string => (subject === "" ? area : `${area} ${subject}`);

/** What comes from a device or from the bus may hold codes that move a terminal's cursor. */
const clean = (line: string): string => line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
