import { type Asked, askedOfTheBus } from "../compose/askedOfTheBus.ts";
import { siteLoader } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import type { CompleteSite } from "../config/completeSite.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface AclOptions {
  readonly json: boolean;
  /** The name by which the broker knows the controller. */
  readonly user?: string;
}

/**
 * `bandeau acl`: what a broker has to allow the controllers of these files, and nothing beyond, as an access list for
 * mosquitto (`acl_file`).
 */
export async function aclCommand(
  files: readonly string[],
  options: AclOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.user !== undefined && files.length > 1) {
    terminal.writeError("--user names one controller: give one file with it\n");
    return exitCodes.usage;
  }
  const { load, compile } = await siteLoader(terminal.environment, devicesFolder);
  const lists: { user: string; asked: Asked; site: CompleteSite }[] = [];
  for (const file of files) {
    const result = await load(file);
    if (!result.ok) {
      terminal.writeError(`${file} has problems: bandeau check ${file}\n`);
      return exitCodes.configuration;
    }
    const { site } = result;
    const user = options.user ?? site.broker.username ?? site.broker.clientId ?? site.node;
    const same = lists.find((list) => list.user === user);
    if (same !== undefined) {
      terminal.writeError(
        `${file}: '${user}' is the user of node ${same.site.node} already; each controller needs its own: broker.username\n`,
      );
      return exitCodes.configuration;
    }
    lists.push({ user, site, asked: await askedOfTheBus(result, compile) });
  }
  const told = options.json
    ? [JSON.stringify(lists.map(({ user, site, asked }) => ({ user, node: site.node, ...asked })))]
    : [...intro, ...lists.flatMap(linesOf)];
  terminal.write(`${told.join("\n")}\n`);
  return exitCodes.done;
}

const intro = [
  "# Made by bandeau acl of the controllers' own files; make it anew when they change. In mosquitto.conf:",
  "#   acl_file THIS-FILE",
  "#   allow_anonymous false",
  "# With use_identity_as_username true the user is the CN of the controller's certificate.",
];

function linesOf({ user, site, asked }: { user: string; site: CompleteSite; asked: Asked }): string[] {
  return [
    "",
    `# node ${site.node} of site ${site.site}`,
    `user ${user}`,
    ...asked.reads.map((filter) => `topic read ${filter}`),
    ...asked.writes.map((filter) => `topic write ${filter}`),
  ];
}
