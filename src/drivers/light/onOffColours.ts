import { lightColours } from "../../domain/light.ts";

const { red, yellow, green, cyan, blue, magenta, white } = lightColours;

/** What three lights that can only be on or off make together. */
export const onOff = { red, yellow, green, cyan, blue, magenta, white } as const;

/** Their names, in the order in which one wins where two are equally near. */
export const onOffNames = ["red", "yellow", "green", "cyan", "blue", "magenta", "white"] as const;
