import type { z } from "zod";
import { counted } from "./plainWords.ts";

/** `must be 5 or more, is 3`: a number, text or list beyond its limits, in words. */
export function wrongSize(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  // What a schema says itself about a limit has a reason that the number alone does not tell.
  if (!issue.message.startsWith("Too ")) return `must be ${issue.message}, is ${String(issue.input)}`;
  const tooSmall = issue.code === "too_small";
  const limit = Number(tooSmall ? issue.minimum : issue.maximum);
  const bound = tooSmall ? "at least" : "at most";
  if (typeof issue.input === "string")
    return issue.input === ""
      ? "must not be empty"
      : `must have ${bound} ${counted(limit, "character")}, has ${issue.input.length}`;
  if (Array.isArray(issue.input))
    return `must have ${bound} ${counted(limit, "entry", "entries")}, has ${issue.input.length || "none"}`;
  return `must be ${limit} or ${tooSmall ? "more" : "less"}, is ${String(issue.input)}`;
}
