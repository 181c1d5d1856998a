import { z } from "zod";
import { defineWireCodec, hexText, type WireLanguage, type WireTarget } from "../../defineWireCodec.ts";
import { decodeTemplate, encodeTemplate, type TemplateFrame } from "./decodeTemplate.ts";
import type { Dialect } from "./dialect.ts";
import { templateOptions } from "./options.ts";

const mostText = 512;

function frameOf(dialect: Dialect): z.ZodType<TemplateFrame> {
  const run = z.strictObject({
    text: z
      .string()
      .max(mostText)
      .superRefine((text, ctx) => {
        const stranger = Array.from(text).find((letter) => !dialect.glyphs.has(letter));
        if (stranger !== undefined)
          ctx.addIssue({ code: "custom", message: `the display has no ${JSON.stringify(stranger)}` });
      }),
    colour: z.enum(["red", "green", "amber", "yellow", "orange", "white", "blue"]).default("green"),
    blink: z.boolean().default(false),
  });
  return z
    .strictObject({
      name: z.enum(["init", "text", "alarm", "alarmEnd", "clear"]),
      part: z.number().int().min(0).default(0),
      address: z.number().int().min(0).max(0xffff).exactOptional(),
      // Nonsense on a line may name the line before the first; it must come back as it was.
      line: z.number().int().min(0).max(0x10000).exactOptional(),
      texts: z.array(z.array(run).max(mostText)).max(64),
      checksum: z.enum(["none", "ok", "bad"]).default("none"),
      hex: hexText.exactOptional(),
    })
    .superRefine(({ name, part }, ctx) => {
      const count = dialect.frames[name].length;
      if (part < count) return;
      const message = `the definition has ${count === 0 ? "no" : `only ${count}`} frames.${name}`;
      ctx.addIssue({ code: "custom", message, path: [count === 0 ? "name" : "part"] });
    });
}

/** A page is written frame after frame; nothing says that a sign needs longer. */
const usualPauseMs = 250;

function spokenTo({ model, settings }: WireTarget): WireLanguage<TemplateFrame> {
  const dialect = templateOptions.parse(settings);
  return {
    decode: (bytes) => decodeTemplate(bytes, model, dialect),
    encode: (frame) => encodeTemplate(frame, model, dialect),
    frame: frameOf(dialect),
    addressee: ({ address }) => (address === undefined ? {} : { address }),
    pauseAfterMs: () => usualPauseMs,
  };
}

/** Frames of a definition in words. */
export const codec = defineWireCodec("template", spokenTo);
