import type { z } from "zod";
import { explainUnknownKeys, unquotedField } from "./explainUnknownKeys.ts";
import type { Findings, Help } from "./findings.ts";
import { didYouMean } from "./nearest.ts";
import { describeType, describeValue, oneOf, quoted } from "./plainWords.ts";
import type { Positions } from "./positions.ts";
import type { Path } from "./problem.ts";
import { descriptionOf } from "./schemaAt.ts";
import { wellFormed } from "./wellFormed.ts";
import { wrongSize } from "./wrongSize.ts";

type Issue = z.core.$ZodIssue;
type IssueOf<Code extends Issue["code"]> = Extract<Issue, { code: Code }>;

/** One thing to tell a technician. */
export interface Told {
  readonly path: Path;
  readonly message: string;
  readonly help: Help;
}

/** Which part of a file was checked with which schema. */
export interface Checked {
  readonly positions: Positions;
  readonly schema: z.core.$ZodType;
  /** Where the part begins in the file. */
  readonly before: Path;
}

/** What stands under such a key must not be printed, whatever it is. */
const secret = /password|secret|token/i;

const isSecret = (path: Path): boolean => path.some((segment) => secret.test(String(segment)));

/** Adds what zod found to the findings, in plain words. `before` is where the checked part begins in the file. */
export function explainIssues(
  issues: readonly Issue[],
  before: Path,
  findings: Findings,
  schema: z.core.$ZodType,
): void {
  const checked: Checked = { positions: findings.yaml.positions, schema, before };
  for (const issue of issues.filter(isNews))
    for (const { path, message, help } of explain(issue, [], checked)) findings.error(path, message, help);
}

/** A text where a list is wanted has a length as well, and zod measures it; that its kind is wrong is told already. */
function isNews(issue: Issue, _: number, all: readonly Issue[]): boolean {
  if (issue.code !== "too_small" && issue.code !== "too_big") return true;
  const place = issue.path.join(".");
  return !all.some((other) => other.code === "invalid_type" && other.path.join(".") === place);
}

/** `above` is where the value of a union stands whose branches have issues of their own. */
function explain(issue: Issue, above: Path, checked: Checked): readonly Told[] {
  const own = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
  const inSchema = [...above, ...own];
  const path = [...checked.before, ...inSchema];
  switch (issue.code) {
    case "unrecognized_keys":
      return explainUnknownKeys(issue.keys, inSchema, checked);
    case "invalid_type":
      if (issue.input === undefined) return [missing(path, descriptionOf(checked.schema, inSchema))];
      return [wrongType(issue.expected, issue.input, path, checked)];
    case "invalid_value": {
      const values = issue.values.map(String);
      if (issue.input === undefined) return [missing(path, `it may be ${oneOf(values)}`)];
      return [wrongValue(values, issue.input, path)];
    }
    case "invalid_union":
      if (issue.input === undefined) return [missing(path, descriptionOf(checked.schema, inSchema))];
      return noBranch(issue, inSchema, checked);
    case "invalid_format":
      return [wrongForm(issue, String(issue.input), path, {})];
    case "invalid_key":
      return issue.issues.map((inner) => wrongKey(inner, path));
    case "too_small":
    case "too_big":
      return [{ path, message: wrongSize(issue), help: {} }];
    case "custom":
      return [{ path, message: issue.message, help: helpOf(issue.params) }];
    default:
      return [{ path, message: issue.message, help: {} }];
  }
}

/** What a check of a driver says besides: the character of a text that is meant, and what to write instead. */
function helpOf(params: IssueOf<"custom">["params"]): Help {
  const at: unknown = params?.["column"];
  const advice: unknown = params?.["advice"];
  return {
    ...(typeof at === "number" ? { at } : {}),
    ...(typeof advice === "string" ? { advice } : {}),
  };
}

const missing = (path: Path, advice: string | null): Told => ({
  path: path.slice(0, -1),
  message: `'${path.at(-1)}' is missing`,
  help: { at: "key", advice },
});

function wrongType(expected: string, input: unknown, path: Path, checked: Checked): Told {
  const must = `must be ${describeType(expected)}`;
  if (isSecret(path)) return { path, message: must, help: {} };
  const message = `${must}, is ${describeValue(input)}`;
  if (expected === "string" && input !== null) return toBeQuoted(message, path, checked.positions);
  return { path, message, help: { instead: converted(expected, input) } };
}

function toBeQuoted(message: string, path: Path, positions: Positions): Told {
  const written = positions.writtenAs(path);
  return written === null
    ? { path, message, help: {} }
    : { path, message: `${message}: it must be in quotes`, help: { instead: JSON.stringify(written) } };
}

/** What somebody meant who wrote a number in quotes, 2:30 for 150 s, `yes` for true, or one entry for a list. */
function converted(expected: string, input: unknown): string | null {
  if (typeof input !== "string") return null;
  if (expected === "boolean") {
    if (/^(yes|on|oui|ja|true|1)$/i.test(input)) return "true";
    return /^(no|off|non|nej|false|0)$/i.test(input) ? "false" : null;
  }
  if (expected === "number" || expected === "int") {
    const [, minutes, seconds] = /^(\d{1,3}):([0-5]\d)$/.exec(input) ?? [];
    if (minutes !== undefined) return String(Number(minutes) * 60 + Number(seconds));
    return /^-?\d+([.,]\d+)?$/.test(input) ? input.replace(",", ".") : null;
  }
  return expected === "array" && /^[\w./:+-]+$/.test(input) ? `[${input}]` : null;
}

function wrongValue(values: readonly string[], input: unknown, path: Path): Told {
  // The right word of the wrong kind: a number or true in quotes.
  if (typeof input === "string" && values.includes(input))
    return { path, message: `must be ${oneOf(values)} without quotes`, help: { instead: input } };
  if (isForm(path) && typeof input === "number" && input > Number(values.at(-1))) {
    const message = `is of form ${input}; this bandeau reads form ${oneOf(values)}`;
    const advice =
      "install the version that it was written for, or bring back the file of before the upgrade";
    return { path, message, help: { advice } };
  }
  const near = typeof input === "string" ? didYouMean(input, values) : "";
  return { path, message: `must be ${oneOf(values)}, is ${describeValue(input)}${near}`, help: {} };
}

/** Where a file says in which form it is: a site's `version:`, a definition's `schema:`. */
const isForm = ([first, ...rest]: Path): boolean =>
  rest.length === 0 && (first === "version" || first === "schema");

/** Of a union, the branch that fits best is the one that was meant; when none fits, all that would be possible. */
function noBranch(issue: IssueOf<"invalid_union">, inSchema: Path, checked: Checked): readonly Told[] {
  const path = [...checked.before, ...inSchema];
  const field = unquotedField(issue.input, path, checked.positions);
  if (field !== null)
    return [{ path, message: "text that begins with { must be in quotes", help: { instead: field } }];
  const branches: readonly (readonly Issue[])[] = issue.errors;
  const meant = branches
    .filter((branch) => !branch.some(isOfOtherKind))
    .toSorted((a, b) => a.length - b.length)
    .at(0);
  if (meant) return meant.filter(isNews).flatMap((inner) => explain(inner, inSchema, checked));
  const kinds = [...new Set(branches.flat().flatMap(kindsOf))];
  const told = wrongValue(kinds, issue.input, path);
  return [
    kinds.includes("text") && issue.input !== null ? toBeQuoted(told.message, path, checked.positions) : told,
  ];
}

const isOfOtherKind = (issue: Issue): boolean => issue.path.length === 0 && kindsOf(issue).length > 0;

/** What a branch of a union would have taken. */
function kindsOf(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_type" ? [describeType(issue.expected)] : [];
}

function wrongForm(
  issue: { readonly message: string; readonly pattern?: string | undefined },
  input: string,
  path: Path,
  help: Help,
): Told {
  const what = isSecret(path) ? "" : `, not ${quoted(input)}`;
  const instead = issue.pattern === undefined ? null : wellFormed(input, issue.pattern);
  return { path, message: `must be ${issue.message}${what}`, help: { instead, ...help } };
}

const wrongKey = (issue: Issue, path: Path): Told =>
  issue.code === "invalid_format"
    ? wrongForm(issue, String(path.at(-1)), path, { at: "key" })
    : { path, message: issue.message, help: { at: "key" } };
