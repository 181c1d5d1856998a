import fc from "fast-check";
import { keptFolder, readKept } from "./keptFailure.ts";
import { propertyWatch } from "./propertyWatch.ts";

/** The watch over the properties of this process: a module is made once, however many files set themselves up with it. */
export const watched = propertyWatch(readKept(keptFolder).values(), process.env["BANDEAU_FUZZ"] ?? null);
fc.installGlobalPlugin(watched.plugin);
