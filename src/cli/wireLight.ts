import { darkLamp, type LightLook, type Rhythm } from "../domain/light.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import type { LightFrame } from "../ports/lightDriver.ts";
import { hexOf } from "./hexBytes.ts";
import { bindBare, findLight } from "./lightModels.ts";
import { type LightWish, readWish } from "./lightWish.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { jsonText } from "./wireReport.ts";

export interface WireEncodeLightOptions extends LightWish {
  readonly keepalive?: boolean;
  readonly json: boolean;
}

/** How fast the host flashes where a light does not by itself, unless a site says otherwise. */
const hostHz = { slow: 0.5, fast: 1 } as const;

/** `bandeau wire encode light`: what is said to a light that should be so. */
export async function wireEncodeLightCommand(
  name: string,
  options: WireEncodeLightOptions,
  terminal: Pick<Terminal, "write">,
): Promise<number> {
  const file = await findLight(name);
  const said = options.keepalive === true ? keepAliveOf(bindBare(file), options) : saidFor(file, options);
  const lines = options.json ? [jsonText({ model: file.id, ...said.json })] : [...said.lines, ...said.notes];
  terminal.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}

/** What is said to a light, as JSON and for people. */
interface Said {
  readonly json: object;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

function keepAliveOf({ keepAlive, model }: BoundLight, options: WireEncodeLightOptions): Said {
  const { rgb, colour, off, led } = options;
  if (rgb !== undefined || colour !== undefined || off === true || led !== undefined)
    throw new Fault("LIGHT_KEEP_ALIVE", "a keep-alive has no colour", "write --keepalive alone");
  if (keepAlive === null)
    return { json: framesJson([]), lines: [], notes: [`${model.name} needs none: it keeps what it has`] };
  return {
    json: framesJson([keepAlive.frame]),
    lines: frameLines([keepAlive.frame]),
    notes: [`every ${keepAlive.everyMs / 1_000} s`],
  };
}

type File = Awaited<ReturnType<typeof findLight>>;

function saidFor(file: File, options: WireEncodeLightOptions): Said {
  const { flash } = options;
  const own = bindBare(file);
  const wished = readWish(options, own.model);
  if (flash === undefined || options.off === true) return plain(framesTo(own, wished));
  const light = flashing(file, own, flash);
  const nearest = light.nearest(wished.wanted);
  if (nearest.lamps.every(({ rhythm }) => rhythm === "steady"))
    return { ...plain(framesTo(own, wished)), notes: [`${own.model.name} cannot flash, and burns steadily`] };
  if (light.rhythms[flash] !== undefined)
    return {
      ...plain(framesTo(light, wished)),
      notes: [
        light === own
          ? `it flashes by itself, at ${light.rhythms[flash]?.hz ?? "an unknown number of"} Hz`
          : "it flashes by itself, how fast its maker does not say: measure it, and write settings: flashHz",
      ],
    };
  return hostFlash(own, wished, flash);
}

/** Frames from what is there before to the nearest that a light can be. */
function framesTo(
  light: BoundLight,
  { held, wanted }: { readonly held: LightLook | null; readonly wanted: LightLook },
): readonly LightFrame[] {
  return light.frames(held === null ? null : light.nearest(held), light.nearest(wanted));
}

const plain = (frames: readonly LightFrame[]): Said => ({
  json: framesJson(frames),
  lines: frameLines(frames),
  notes: [],
});

/** The light with its own flashing, although nobody measured how fast that is; as it is where it has none. */
function flashing(file: File, own: BoundLight, flash: Exclude<Rhythm, "steady">): BoundLight {
  if (own.rhythms[flash] !== undefined) return own;
  try {
    const assumed = bindBare(file, { flashHz: { [flash]: hostHz[flash] } });
    return assumed.rhythms[flash] === undefined ? own : assumed;
  } catch (error) {
    // A driver without that setting has no flashing of its own.
    if (error instanceof Fault) return own;
    throw error;
  }
}

/** A light that only burns and is dark flashes by what we say to it in turn. */
function hostFlash(light: BoundLight, wished: ReturnType<typeof readWish>, flash: "slow" | "fast"): Said {
  const steady = (look: LightLook): LightLook => ({
    ...look,
    lamps: look.lamps.map((lamp) => ({ ...lamp, rhythm: "steady" })),
  });
  const wanted = light.nearest(steady(wished.wanted));
  const dark = { ...wanted, lamps: wanted.lamps.map(() => darkLamp) };
  const lit = framesTo(light, { held: wished.held, wanted });
  const out = light.frames(wanted, dark);
  return {
    json: { ...framesJson(lit), dark: Object.values(framesJson(out))[0], hostFlashHz: hostHz[flash] },
    lines: ["lit", ...frameLines(lit), "dark", ...frameLines(out)],
    notes: [`it does not flash by itself: the host says both in turn, ${hostHz[flash]} times a second`],
  };
}

/** Frames as other tools take them: reports in hexadecimal digits, messages, or levels of outputs. */
function framesJson(frames: readonly LightFrame[]): object {
  const messages = frames.flatMap((frame) =>
    frame.kind === "message" ? [{ topic: frame.topic, payload: frame.payload }] : [],
  );
  if (messages.length > 0) return { messages };
  const levels = frames.flatMap((frame) => (frame.kind === "levels" ? [frame.levels] : []));
  if (levels.length > 0) return { levels };
  return { reports: frames.flatMap((frame) => ("bytes" in frame ? [hexOf(frame.bytes)] : [])) };
}

const kinds = { report: "output report", feature: "feature report", bytes: "bytes" } as const;

function frameLines(frames: readonly LightFrame[]): string[] {
  return frames.map((frame) => {
    if (frame.kind === "message") return `  ${frame.topic}  ${frame.payload}`;
    if (frame.kind === "levels") return `  levels  ${frame.levels.map((lit) => (lit ? 1 : 0)).join(" ")}`;
    return `  ${kinds[frame.kind]}  ${hexOf(frame.bytes).replaceAll(/(..)(?=.)/g, "$1 ")}`;
  });
}
