/** What both baselines are started with: the broker's URL, the site, and then queue and port of each display. */
export function readArguments(words: readonly string[]) {
  const [url = "", site = "", ...displays] = words;
  const { hostname, port } = new URL(url);
  return {
    broker: { protocol: "mqtt", host: hostname, port: Number(port) },
    topic: `cc/1/${site}/acd/acd/queue/+/stats`,
    displays: displays.map((display) => {
      const [queue = "", path = ""] = display.split("=");
      return { queue, path };
    }),
  } as const;
}

/** The part of the topic that names the queue. */
export const queueOf = (topic: string): string => topic.split("/")[6] ?? "";
