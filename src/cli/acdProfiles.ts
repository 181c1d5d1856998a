import { devicesFolder } from "../compose.ts";
import { loadDevices } from "../config/loadDevices.ts";
import { loadNamedDevices } from "../config/loadNamedDevices.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import {
  type Profile,
  type ProfileOptions,
  profileOptions,
  profileSchema,
} from "../drivers/acd/profileSchema.ts";
import { Fault } from "../ports/fault.ts";
import { type DefinitionKind, isDefinitionPath, readDefinitionFile } from "./definitionFile.ts";

const profileFile: DefinitionKind<Profile> = {
  schema: profileSchema,
  called: "an ACD profile",
  advice: "devices/README.md has the form, and devices/acds has examples",
};

const shipped = {
  folders: [{ path: `${devicesFolder}/acds`, mark: null }],
  schema: profileSchema,
  prove: () => undefined,
};

/** The ACD profiles that come with the program, by id. */
export const shippedProfiles = async (): Promise<ReadonlyMap<string, Profile>> =>
  (await loadDevices(shipped)).byId;

/** A profile by its id, or by the path of a file that somebody is still writing. Null for our own form. */
export async function findProfile(name: string): Promise<Profile | null> {
  if (name === "native") return null;
  if (isDefinitionPath(name)) return readDefinitionFile(name, profileFile);
  const { byId: profiles } = await loadNamedDevices(shipped, new Set([name]));
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  const advice = wordAdvice(name, ["native", ...profiles.keys()]);
  throw new Fault(
    "ACD_MAP",
    `there is no ACD profile '${name}'`,
    `${advice}; or the path of a profile's file (bandeau acd list shows all)`,
  );
}

/** `thresholdSeconds=20` as the YAML of a site would read it: numbers and true and false are what they look like. */
function optionOf(text: string): [string, unknown] {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw new Fault(
      "ACD_MAP",
      `--option ${text} is not key=value`,
      "write for example --option thresholdSeconds=20",
    );
  const [key, value] = [text.slice(0, equals), text.slice(equals + 1)];
  const plain: Record<string, unknown> = { true: true, false: false, null: null };
  if (Object.hasOwn(plain, value)) return [key, plain[value]];
  if (key === "channels") return [key, value.split(",")];
  return [key, value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value];
}

/** The options of a profile as they were typed: `--zone Z --option key=value`. */
export function readOptions(written: readonly string[], zone: string | undefined): ProfileOptions {
  const values = { ...Object.fromEntries(written.map(optionOf)), ...(zone === undefined ? {} : { zone }) };
  const options = profileOptions.safeParse(values);
  if (options.success) return options.data;
  const problems = options.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
  throw new Fault("ACD_MAP", problems.join("; "), `options: ${Object.keys(profileOptions.shape).join(", ")}`);
}
