import { z } from "zod";
import type { LightNews, LightWord } from "../../../ports/lightDriver.ts";
import { jsonObject } from "./jsonObject.ts";

/** A topic that can be published to: no wildcard, no empty level, nothing of the broker's own. */
export const busTopic = z
  .string()
  .max(200)
  .regex(/^(?!\$)[^+#/\p{Cc}]+(\/[^+#/\p{Cc}]+)*$/u, "a topic without + and #, such as wled/hall");

/** What a light's availability topic tells: `online` or `offline`, alone or in an object, in letters of either case. */
export function presence(word: LightWord, topics: readonly string[]): LightNews | null {
  if (word.kind !== "message" || !topics.includes(word.topic)) return null;
  const told = jsonObject(word.payload)?.["state"] ?? word.payload;
  const state = typeof told === "string" ? told.trim().toLowerCase() : "";
  if (state === "online") return "back";
  return state === "offline" ? "away" : null;
}
