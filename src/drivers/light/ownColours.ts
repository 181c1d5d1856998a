import { darkLamp, isDark, type LightLook, lightColours } from "../../domain/light.ts";
import type { LightModel } from "../../ports/lightModel.ts";

/** The nearest that lamps of one colour each can be: dark, or in that colour, at full brightness and at once. */
export const inOwnColours = (wanted: LightLook, { lamps, hasBuzzer }: LightModel): LightLook => ({
  lamps: lamps.map(({ colour }, index) => {
    const { rgb, rhythm } = wanted.lamps[index] ?? darkLamp;
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
