import { openHidTcp } from "../adapters/tcp/openHidTcp.ts";
import type { OpenedHeadset, OpenHeadset } from "../app/headsetKeeper.ts";
import type { SiteSeat } from "../config/siteSchema.ts";
import { matchHeadsets } from "../domain/headsetIdentity.ts";
import { headsetConversation } from "../drivers/headset/conversation.ts";
import { type FoundHeadset, findHeadsets } from "../drivers/headset/findHeadsets.ts";
import { telephoneMode } from "../drivers/headset/gnMode.ts";
import { type HeadsetFile, quirksFor } from "../drivers/headset/quirks.ts";
import { readHeadset } from "../drivers/headset/telephony.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidDevices, HidLink } from "../ports/hid.ts";
import { hidLimits } from "../ports/hidLimits.ts";
import { describedHeadsets } from "../simulated/headset/descriptors.ts";
import { headsetTwin } from "./headsetTwins.ts";
import { UsbOpener } from "./usbOpener.ts";

type Files = ReadonlyMap<string, HeadsetFile>;

/** The seats that share the sockets of this machine, as the site names their headsets. */
type Seats = readonly Pick<SiteSeat, "id" | "headset">[];

/** Opens what the seats of a site name: headsets on USB, at the end of a network line, or none at all. */
export class HeadsetOpener {
  readonly #usb: UsbOpener<FoundHeadset>;
  #seats: Seats = [];
  #files: Files = new Map();

  constructor(devices: HidDevices) {
    this.#usb = new UsbOpener(
      devices,
      (plugged, held) => matchHeadsets(this.#seats, findHeadsets(plugged, this.#files.values()), held),
      "HEADSET",
    );
  }

  /** The seats there are from now on; they share what is plugged in. */
  use(seats: Seats, files: Files): void {
    this.#seats = seats.filter(({ headset }) => headset.port === undefined);
    this.#files = files;
  }

  /** How the headset of one seat is opened. */
  openerOf({ id, headset }: Pick<SiteSeat, "id" | "headset">): OpenHeadset {
    const { port } = headset;
    if (port === "simulated") return async () => this.#simulated();
    if (port !== undefined)
      return async (signal) => {
        const link = await openHidTcp(port, hidLimits)(signal);
        return this.#opened(link, link.info);
      };
    return async (signal, absent) => {
      const { link, device } = await this.#usb.open(id, signal, absent);
      return this.#opened(link, device);
    };
  }

  #opened(link: HidLink, info: HidDeviceInfo): OpenedHeadset {
    const controls = readHeadset(info.descriptor);
    if (controls.callControl === "none") {
      void link.close();
      throw new Fault(
        "HEADSET_NO_KEYS",
        `${info.product ?? info.path} has no keys for calls that it tells us of`,
        "bandeau headset describe --device says what it has; some headsets have such keys only at a base or a dongle",
      );
    }
    const { model, quirks } = quirksFor(info, this.#files.values());
    const talk = headsetConversation(controls, quirks);
    return { link, talk, telephoneMode: telephoneMode(info.descriptor, quirks), model };
  }

  #simulated(): OpenedHeadset {
    const [described] = describedHeadsets;
    if (described === undefined) throw new Error("no headset is described");
    const descriptor = Uint8Array.from(Buffer.from(described.descriptor.replaceAll(/\s/g, ""), "hex"));
    const { vendorId, productId, product } = described;
    const twin = headsetTwin({ vendorId, productId, product, serialNumber: null, descriptor });
    return this.#opened(twin.connect(), { ...twin.info, path: "simulated", physicalPath: null });
  }
}
