import { stringify } from "yaml";
import { towerLines } from "./tower.ts";

/** What is printed on the USB-serial adapter. */
export const ADAPTER_SERIAL = "RIG001";
/** The name that Debian's udev gives to QEMU's FTDI adapter, and that stays wherever it is plugged in. */
export const SIGN_PORT = `/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_${ADAPTER_SERIAL}-if00-port0`;
/** The machine that runs the broker, as the guest sees it. */
const BROKER_HOST = "10.0.2.2";

export const nodeTopic = (what: string): string => `cc/1/floor/node/wall-1/${what}`;
export const statsTopic = "cc/1/floor/acd/acd/queue/60100/stats";

/** How long figures are good in the guest's site. */
export const STALE_AFTER_SECONDS = 60;

const lightRules = [
  { seat: "p1", is: "talking", colour: "red", minimumSeconds: 0 },
  { colour: "green", minimumSeconds: 0 },
];

/** A technician's file for one controller: a sign on USB, an agent's headset and light, and a tower on GPIO. */
export const siteText = (brokerPort: number): string =>
  stringify({
    version: 1,
    site: "floor",
    node: "wall-1",
    timeZone: "UTC",
    broker: { urls: [`mqtt://${BROKER_HOST}:${brokerPort}`] },
    sources: { acd: { staleAfterSeconds: STALE_AFTER_SECONDS } },
    queues: { sales: { id: "60100", name: "SALES" } },
    displays: [
      {
        id: "wall",
        model: "alpha-4120c",
        port: SIGN_PORT,
        pages: [{ id: "sales", lines: ["WAITING {sales.waiting}", "READY {sales.ready}"] }],
      },
    ],
    agents: { authority: "seat", pseudonyms: "none", afterLogin: "ready" },
    seats: [{ id: "p1", headset: {}, agent: { id: "4212" } }],
    lights: [
      {
        id: "tower",
        model: "gpio-tower-2",
        gpio: { lines: towerLines },
        followHours: false,
        rules: lightRules,
      },
      { id: "flag", model: "luxafor-flag", followHours: false, rules: lightRules },
    ],
  });
