import { z } from "zod";
import { busTopic } from "../bus/busTopic.ts";

/** The options of a Tasmota device's topics: names as its own page "Configure MQTT" has them. */
export const topicOptions = {
  topic: busTopic.default("tasmota").describe("Its Topic: hall-lamp"),
  fullTopic: z
    .string()
    .max(100)
    .regex(
      /^(?=.*%prefix%)(?=.*%topic%)([^+#%\p{Cc}]|%prefix%|%topic%)+$/u,
      "its Full Topic, with %prefix% and %topic% in it, such as %prefix%/%topic%/",
    )
    .default("%prefix%/%topic%/")
    .describe("Its Full Topic"),
};

export interface TasmotaTopics {
  readonly topic: string;
  readonly fullTopic: string;
}

/** A topic of a device: commands go to `cmnd`, answers come on `stat`, and what it tells by itself on `tele`. */
export function tasmotaTopic(
  { topic, fullTopic }: TasmotaTopics,
  prefix: "cmnd" | "stat" | "tele",
  end: string,
): string {
  const base = fullTopic.replaceAll("%prefix%", prefix).replaceAll("%topic%", topic);
  return `${base.replace(/\/$/, "")}/${end}`;
}

/** The command of a topic; null where the topic is none of the device's. */
export function tasmotaWord(topics: TasmotaTopics, to: string): string | null {
  const base = tasmotaTopic(topics, "cmnd", "");
  const word = to.startsWith(base) ? to.slice(base.length) : "";
  return word === "" || word.includes("/") ? null : word;
}
