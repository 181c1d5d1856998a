import { siteJsonSchemaText } from "../config/siteJsonSchema.ts";
import { exitCodes } from "./terminal.ts";

/** Prints the JSON Schema of a site's file. The answer is the exit code. */
export function schemaCommand(out: (line: string) => void): number {
  out(siteJsonSchemaText());
  return exitCodes.done;
}
