import { reasonOf } from "../ports/fault.ts";
import { readRegularFile } from "../shared/regularFile.ts";
import { linesIn, type Place, placeAt } from "./place.ts";
import { fileProblem, type Problem } from "./problem.ts";

export type TextResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** Reads a file of people's text; what cannot be read or is no UTF-8 is told, with the place where it goes wrong. */
export async function readText(file: string, mostBytes: number): Promise<TextResult> {
  const bytes = await readRegularFile(file, mostBytes).catch((cause: unknown) => reason(cause));
  return typeof bytes === "string"
    ? {
        ok: false,
        problem: fileProblem(file, `cannot be read: ${bytes}`, "check the name, and who may read it"),
      }
    : decodeText(file, bytes);
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  ELOOP: "its links lead in a circle",
};

/** The system's name for what went wrong, such as ENOENT; empty when there is none. */
export const systemCode = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";

/** What the system said, in words where we have them. */
export function reason(thrown: unknown): string {
  return words[systemCode(thrown)] ?? reasonOf(thrown);
}

/** Bytes of a file, or of a pipe that has a name for people, as text. */
export function decodeText(file: string, bytes: Uint8Array): TextResult {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const advice = "save it as UTF-8: the editor has that under 'Save as' or 'Encoding'";
    return {
      ok: false,
      problem: { ...fileProblem(file, "is not UTF-8 text", advice), ...firstBadPlace(bytes) },
    };
  }
}

/** The line and column of the first byte that is no UTF-8: an é saved by an old editor, mostly. */
function firstBadPlace(bytes: Uint8Array): Place {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return placeAt(linesIn(text), text.indexOf("\uFFFD"));
}
