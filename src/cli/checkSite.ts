import { siteLoader } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { checkCommand } from "./check.ts";
import type { Terminal } from "./terminal.ts";

/** `bandeau check FILE` with everything this program knows of drivers, pages and conditions. */
export async function checkSiteCommand(
  file: string,
  options: { readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  const { load } = await siteLoader(terminal.environment, devicesFolder);
  return checkCommand(file, options, (line) => terminal.write(`${line}\n`), load);
}
