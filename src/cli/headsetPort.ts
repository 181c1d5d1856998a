import { realHidWorld } from "../adapters/hid/hidWorld.ts";
import { listHidDevices } from "../adapters/hid/listHidDevices.ts";
import { loadNodeHid, openHidDevice } from "../adapters/hid/openHidDevice.ts";
import { readHidraw } from "../adapters/hid/readHidraw.ts";
import { openHidTcp } from "../adapters/tcp/openHidTcp.ts";
import { findHeadsets } from "../drivers/headset/findHeadsets.ts";
import { Fault } from "../ports/fault.ts";
import type { HidDeviceInfo, HidLink } from "../ports/hid.ts";
import { hidLimits } from "../ports/hidLimits.ts";
import type { Logger } from "../ports/logger.ts";

/** Which headset a person means: one of the two, or neither where only one is plugged in. */
export interface HeadsetPort {
  /** Such as `/dev/hidraw3`. */
  readonly device?: string;
  /** Such as `tcp://127.0.0.1:10002`. */
  readonly port?: string;
}

export interface NamedHeadset {
  readonly info: HidDeviceInfo;
  readonly link: HidLink;
}

const silent: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

const wrong = (message: string, advice: string): Fault => new Fault("HEADSET_PORT", message, advice);

/** Opens the headset that somebody named. */
export async function openNamedHeadset(
  { device, port }: HeadsetPort,
  signal: AbortSignal,
): Promise<NamedHeadset> {
  if (device !== undefined && port !== undefined)
    throw wrong("--device and --port at once", "a headset is at one of them");
  if (port !== undefined) {
    const link = await openHidTcp(port, hidLimits)(signal);
    return { info: link.info, link };
  }
  const info = device === undefined ? await onlyHeadset() : await readHidraw(device, realHidWorld);
  const deps = { world: realHidWorld, limits: hidLimits, log: silent, load: loadNodeHid };
  return { info, link: await openHidDevice(info, signal, deps) };
}

async function onlyHeadset(): Promise<HidDeviceInfo> {
  const [one, ...others] = findHeadsets(await listHidDevices(realHidWorld), []);
  if (one === undefined)
    throw wrong(
      "no headset with a telephone's keys is plugged in",
      "bandeau devices lists what is; or name a simulated one with --port tcp://host:port",
    );
  if (others.length === 0) return one;
  const paths = [one, ...others].map(({ path, product }) => `${path} (${product ?? "no name"})`);
  throw wrong("several headsets are plugged in", `say which with --device: ${paths.join(", ")}`);
}
