import type { Series } from "../ports/metrics.ts";

const kinds = ["display", "light", "headset"] as const;

/** How things are in one line, from the gauges of the bus and of each device: `bus up; displays 2 of 3; headsets 8 of 8`. */
export function serviceStatus(series: readonly Series[]): string {
  const bus = series.find(({ name }) => name === "bus_up")?.value === 1 ? "bus up" : "bus down";
  const devices = kinds.flatMap((kind) => {
    const all = series.filter(({ name }) => name === `${kind}_up`);
    const up = all.filter(({ value }) => value === 1).length;
    return all.length === 0 ? [] : [`${kind}s ${up} of ${all.length}`];
  });
  return [bus, ...devices].join("; ");
}
