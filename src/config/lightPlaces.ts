import { portKey, readDisplayPort } from "./displayPort.ts";
import type { LightModelFile } from "./lightModelFile.ts";
import type { Path } from "./problem.ts";
import type { LightDriverForm, Round } from "./siteChecks.ts";

/** A light's model and the driver that its file names. */
export interface KnownLight {
  readonly file: LightModelFile;
  readonly driver: LightDriverForm;
}

/** What lights and buttons hold already: ports, sockets, lines, topics, each with whose it is. */
export type LightPlaces = Map<string, string>;

/** Where something stands in the file, and what else is there. */
export interface AtPlace {
  readonly path: Path;
  readonly places: LightPlaces;
  readonly round: Round;
}

/** The ports that displays have: no light may stand on them. */
export function placesOfDisplays({ draft }: Pick<Round, "draft">): LightPlaces {
  const places: LightPlaces = new Map();
  for (const { entry: display, index } of draft.displays) {
    const read = readDisplayPort(display.port);
    const key = read.ok ? portKey(read.port) : null;
    if (key !== null) places.set(`port ${key}`, `displays.${index}`);
  }
  return places;
}

/** Takes a place for a light or a button; it must be nobody else's. `what` is its name in a sentence. */
export function takePlace(key: string, what: string, { path, places, round }: AtPlace): void {
  const owner = path.slice(0, 2).join(".");
  const earlier = places.get(key);
  if (earlier === undefined) places.set(key, owner);
  else if (earlier === owner) round.findings.error(path, `${what} is written twice here`);
  else round.findings.error(path, `${what} is already that of ${earlier}`, { advice: "give each its own" });
}
