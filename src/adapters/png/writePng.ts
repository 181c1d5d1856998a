import { writeFile } from "node:fs/promises";
import { Fault, reasonOf } from "../../ports/fault.ts";

/** Pixels row by row from the top left: four bytes each, red, green, blue and how opaque it is. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Writes a picture into a file. The same picture always gives the same pixels. */
export async function writePng(path: string, { width, height, pixels }: Pixels): Promise<void> {
  const { PNG } = await import("pngjs");
  const png = new PNG({ width, height });
  png.data = Buffer.from(pixels);
  // Dots repeat along a row as they are: filters would only hide that from the compressor.
  const bytes = PNG.sync.write(png, { filterType: 0, deflateLevel: 9, deflateStrategy: 0 });
  try {
    await writeFile(path, bytes);
  } catch (cause) {
    throw new Fault(
      "PICTURE_WRITE",
      `cannot write ${path}: ${reasonOf(cause)}`,
      "name a folder that exists and that you may write to",
      cause,
    );
  }
}
