import { map } from "rxjs";
import type { HidLink } from "../../ports/hid.ts";
import type { LightLink } from "../../ports/lightLink.ts";
import { wrongWire } from "./wrongWire.ts";

/** A light on USB. */
export const hidLight = (link: HidLink): LightLink => ({
  lost: link.lost,
  words$: link.reports$.pipe(map((bytes) => ({ kind: "report" as const, bytes }))),
  close: () => link.close(),
  async send(frame) {
    if (frame.kind === "report") await link.write(frame.bytes);
    else if (frame.kind === "feature") await link.sendFeature(frame.bytes);
    else throw wrongWire(frame, "USB");
  },
});
