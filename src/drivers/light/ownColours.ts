import { darkLamp, isDark, type Lamp, type LightLook, lampAt, lightColours } from "../../domain/light.ts";
import type { LampModel, LightModel } from "../../ports/lightModel.ts";

/** A lamp that burns in the colour of its own; one that mixes its colour is white. */
export const litLamp = (colour: LampModel["colour"]): Lamp => ({
  ...darkLamp,
  rgb: lightColours[colour === "any" ? "white" : colour],
});

/** The nearest that lamps of one colour each can be: dark, or in that colour, at full brightness and at once. */
export const inOwnColours = (wanted: LightLook, { lamps, hasBuzzer }: LightModel): LightLook => ({
  lamps: lamps.map(({ colour }, index) => {
    const { rgb, rhythm } = lampAt(wanted, index);
    if (colour === "any" || isDark({ rgb })) return darkLamp;
    return { rgb: lightColours[colour], rhythm, dim: 100, fadeMs: 0 };
  }),
  buzzer: hasBuzzer && wanted.buzzer,
});

/** Which lamps of a model should have a colour of their own and have none, in words. */
export const colourlessLamps = ({ lamps }: LightModel): readonly string[] =>
  lamps
    .filter(({ colour }) => colour === "any")
    .map(({ name }) => `lamp ${name} has one colour: name it instead of any`);
