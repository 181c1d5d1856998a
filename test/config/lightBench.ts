import { z } from "zod";
import type { LightModelFile } from "../../src/config/lightModelFile.ts";
import type { KnownLights } from "../../src/config/siteChecks.ts";
import { darkLook, isDark, type Lamp, type LightLook, lightColours } from "../../src/domain/light.ts";
import { readLookWords } from "../../src/domain/lightWords.ts";
import { type AnyLightDriver, defineLightDriver } from "../../src/drivers/defineLightDriver.ts";
import type { LightDriver, LightFrame } from "../../src/ports/lightDriver.ts";
import type { LightModel, LightWire } from "../../src/ports/lightModel.ts";

const options = z.strictObject({
  /** `seven`: parts are on or off. */
  colours: z.enum(["all", "seven"]).default("all"),
  flashes: z.boolean().default(true),
  dims: z.boolean().default(true),
  topic: z.string().max(20).default("toy"),
  lamps: z.number().max(9).optional(),
});
type ToyOptions = z.output<typeof options>;

const bright = (part: number): number => (part > 127 ? 255 : 0);

function nearestLamp(lamp: Lamp, own: LightModel["lamps"][number]["colour"], toy: ToyOptions): Lamp {
  const { red, green, blue } = lamp.rgb;
  const mixed =
    toy.colours === "seven" ? { red: bright(red), green: bright(green), blue: bright(blue) } : lamp.rgb;
  const rgb = own === "any" || isDark(lamp) ? mixed : lightColours[own];
  return { rgb, rhythm: toy.flashes ? lamp.rhythm : "steady", dim: toy.dims ? lamp.dim : 100, fadeMs: 0 };
}

/** The text in a frame of a toy: words of lamps with commas between them. */
function textIn(frame: LightFrame): string {
  if (frame.kind === "levels") return frame.levels.map((lit) => (lit ? "red" : "off")).join(",");
  return frame.kind === "message" ? frame.payload : Buffer.from(frame.bytes).toString("latin1");
}

function lookIn(frame: LightFrame, model: LightModel): LightLook | null {
  const look = readLookWords(textIn(frame).split(","), model.lamps.length);
  return typeof look === "string" ? null : look;
}

/** A driver whose frames are looks in words. */
const toy = (wire: LightWire): LightDriver<ToyOptions> => ({
  kind: `toy-${wire}`,
  wire,
  options,
  problems: ({ lamps }, { lamps: most = 9 }) => (lamps.length > most ? [`at most ${most} lamps`] : []),
  rhythms: () => ({}),
  nearest: (wanted, { lamps, hasBuzzer }, given) => ({
    lamps: wanted.lamps.map((lamp, index) => nearestLamp(lamp, lamps[index]?.colour ?? "any", given)),
    buzzer: hasBuzzer && wanted.buzzer,
  }),
  frames: () => [],
  keepAlive: () => null,
  read: (frame, model) => {
    const known = lookIn(frame, model) !== null;
    return { name: known ? "look" : "unknown", facts: {}, problems: known ? [] : [`says ${textIn(frame)}`] };
  },
  twin: (model) => {
    let look = darkLook(model.lamps.length);
    let bricked: string | null = null;
    return {
      take(frame) {
        look = lookIn(frame, model) ?? look;
        if (textIn(frame).includes("blue")) bricked = "blue is for ever";
        return [];
      },
      look: () => look,
      burning: () => look.lamps.map(({ rgb }) => rgb),
      events: new Map(),
      get bricked() {
        return bricked;
      },
      powerCycle: () => undefined,
    };
  },
});

const toyDrivers: ReadonlyMap<string, AnyLightDriver> = new Map(
  (["hid", "serial", "mqtt", "gpio"] as const).map((wire) => [`toy-${wire}`, defineLightDriver(toy(wire))]),
);

/** A model of one lamp that mixes its colour and hangs on USB, with changes. */
const toyModel = (id: string, changes: Partial<LightModelFile> = {}): LightModelFile => ({
  schema: 1,
  id,
  aliases: [],
  name: `Toy ${id}`,
  driver: "toy-hid",
  lamps: [{ name: "lamp", colour: "any" }],
  buzzer: false,
  usb: [{ vendor: 1, product: id.length }],
  wears: false,
  betweenFramesMs: 0,
  refreshSeconds: null,
  settings: {},
  samples: [{ hex: Buffer.from("red").toString("hex"), kind: "report", shows: ["red"] }],
  source: "made for tests",
  ...changes,
});

const serial = { baudRate: 9_600, dataBits: 8, parity: "none", stopBits: 1 } as const;

const tower: LightModelFile["lamps"] = [
  { name: "red", colour: "red" },
  { name: "amber", colour: "amber" },
  { name: "green", colour: "green" },
];

const models: readonly LightModelFile[] = [
  toyModel("busylight", { aliases: ["busy"] }),
  toyModel("seven-colours", { settings: { colours: "seven", flashes: false, dims: false } }),
  toyModel("tower", { driver: "toy-gpio", usb: [], lamps: tower, buzzer: true }),
  toyModel("silent-tower", { driver: "toy-gpio", usb: [], lamps: tower }),
  toyModel("relays", { driver: "toy-serial", usb: [], lamps: tower, wears: true, serial }),
  toyModel("network-tower", { driver: "toy-serial", usb: [], lamps: tower, tcpPort: 10_000 }),
  toyModel("old-relays", { driver: "toy-serial", usb: [], lamps: tower }),
  toyModel("bulb", { driver: "toy-mqtt", usb: [] }),
  toyModel("orphan", { driver: "toy-radio" }),
];

/** Lights that show everything which may be wrong with a site's use of them. */
export const toyLights: KnownLights = {
  drivers: toyDrivers,
  models: new Map(models.flatMap((model) => [model.id, ...model.aliases].map((id) => [id, model]))),
  broken: new Set(["crooked"]),
  bind: ({ model, settings }) => {
    const driver = toyDrivers.get(model.driver);
    if (driver === undefined) throw new Error(`there is no ${model.driver}`);
    return driver.bind(model, settings);
  },
};
