import { describeProfile } from "../drivers/acd/describeField.ts";
import { shippedProfiles } from "./acdProfiles.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

/** The ACD profiles that come with the program, with what each can tell. */
export async function acdListCommand(
  { json }: { readonly json: boolean },
  terminal: Pick<Terminal, "write">,
): Promise<number> {
  const profiles = [...(await shippedProfiles()).values()].map((profile) => ({
    id: profile.id,
    name: profile.name ?? profile.id,
    reader: profile.reader,
    figures: [...describeProfile(profile).keys()],
    agents: profile.agent !== undefined,
  }));
  if (json) {
    terminal.write(`${JSON.stringify({ profiles })}\n`);
    return exitCodes.done;
  }
  const wide = Math.max(...profiles.map(({ id }) => id.length));
  for (const { id, name, figures, agents } of profiles)
    terminal.write(
      `${id.padEnd(wide)}  ${name}: ${figures.length} figures${agents ? ", states of agents" : ""}\n`,
    );
  return exitCodes.done;
}
