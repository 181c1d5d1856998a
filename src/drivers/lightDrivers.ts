import type { AnyLightDriver } from "./defineLightDriver.ts";
import { driver as adafruitTower } from "./light/adafruitTower.ts";
import { driver as blink1 } from "./light/blink1.ts";
import { driver as blinkstick } from "./light/blinkstick.ts";
import { driver as blync } from "./light/blync.ts";
import { driver as blynclight } from "./light/blynclight.ts";
import { driver as busyTag } from "./light/busyTag.ts";
import { driver as epos } from "./light/epos.ts";
import { driver as fitStat } from "./light/fitStat.ts";
import { driver as gpio } from "./light/gpio.ts";
import { driver as homeAssistant } from "./light/homeAssistant.ts";
import { driver as kuando } from "./light/kuando.ts";
import { driver as lcus } from "./light/lcus.ts";
import { driver as luxafor } from "./light/luxafor.ts";
import { driver as modbusRelay } from "./light/modbusRelay.ts";
import { driver as muteme } from "./light/muteme.ts";
import { driver as muteSync } from "./light/muteSync.ts";
import { driver as patliteNe } from "./light/patliteNe.ts";
import { driver as patliteUsb } from "./light/patliteUsb.ts";
import { driver as phn } from "./light/phn.ts";
import { driver as pns } from "./light/pns.ts";
import { driver as relayBytes } from "./light/relayBytes.ts";
import { driver as tasmota } from "./light/tasmota.ts";
import { driver as wled } from "./light/wled.ts";
import { driver as zigbee2mqtt } from "./light/zigbee2mqtt.ts";

const drivers: readonly AnyLightDriver[] = [
  gpio,
  blink1,
  luxafor,
  kuando,
  blynclight,
  blync,
  blinkstick,
  epos,
  muteme,
  patliteUsb,
  patliteNe,
  fitStat,
  busyTag,
  muteSync,
  adafruitTower,
  lcus,
  modbusRelay,
  relayBytes,
  pns,
  phn,
  wled,
  tasmota,
  zigbee2mqtt,
  homeAssistant,
];

/** Every light driver, by the name a model's file writes: one entry for each file of `light/`. */
export const lightDrivers: ReadonlyMap<string, AnyLightDriver> = new Map(
  drivers.map((driver) => [driver.kind, driver]),
);
