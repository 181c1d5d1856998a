import { dirname, join, resolve } from "node:path";
import { devicesFolder } from "../compose.ts";
import { type LightModelFile, lightModelFileSchema } from "../config/lightModelFile.ts";
import { loadDevices } from "../config/loadDevices.ts";
import type { Definition } from "../config/readDefinitions.ts";
import { type HeadsetFile, headsetFileSchema } from "../drivers/headset/quirks.ts";
import { exitCodes } from "./terminal.ts";
import { udevRules } from "./udevRules.ts";

/** `bandeau udev`: prints the rules for all headsets and lights that come with the program, and for a site's own beside its file. */
export async function udevCommand(site: string | undefined, out: (line: string) => void): Promise<number> {
  const own = site === undefined ? null : join(dirname(resolve(site)), "devices.d");
  const foldersOf = (folder: string, mark: string) => [
    { path: join(devicesFolder, folder), mark: null },
    ...(own === null ? [] : [{ path: own, mark }]),
  ];
  const headsets = await loadDevices<HeadsetFile>({
    folders: foldersOf("headsets", "quirks"),
    schema: headsetFileSchema,
    prove: () => undefined,
  });
  const lights = await loadDevices<LightModelFile>({
    folders: foldersOf("lights", "lamps"),
    schema: lightModelFileSchema,
    prove: () => undefined,
  });
  const all = <File extends Definition>(byId: ReadonlyMap<string, File>): File[] => [
    ...new Set(byId.values()),
  ];
  out(udevRules(all(headsets.byId), all(lights.byId)).trimEnd());
  return exitCodes.done;
}
