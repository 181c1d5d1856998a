import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writePng } from "../adapters/png/writePng.ts";
import type { DisplayUnit } from "../compose/daemonPlan.ts";
import { reason, systemCode } from "../config/readText.ts";
import { drawDots } from "../domain/drawDots.ts";
import type { Glass } from "../domain/glass.ts";
import { Fault } from "../ports/fault.ts";

/** Puts the picture of a display into the folder, under the display's id and this name; the answer is the file. */
export type Album = (unit: DisplayUnit, name: string, glass: Glass) => Promise<string>;

/** Makes the folder for pictures if it is not there. */
export async function openAlbum(folder: string): Promise<Album> {
  try {
    // Not recursively: that never comes back where the system refuses folders, as under /proc.
    await mkdir(folder);
  } catch (cause) {
    if (systemCode(cause) !== "EEXIST")
      throw new Fault(
        "PICTURE_FOLDER",
        `cannot make the folder ${folder}: ${reason(cause)}`,
        "name one whose parent exists and that you may write to",
        cause,
      );
  }
  const used = new Set<string>();
  return async ({ id, bound }, view, glass) => {
    const { name: model, rows, columns } = bound.model;
    let name = `${id}-${view}`;
    // Hyphens are letters of an id, so two displays may come to the same name.
    while (used.has(name)) name = `${name}-`;
    used.add(name);
    const path = join(folder, `${name}.png`);
    await writePng(path, drawDots(glass, { rows, columns, name: `${id}: ${model}` }));
    return path;
  };
}
