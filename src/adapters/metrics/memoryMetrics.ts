import type { Labels, Metrics, Series } from "../../ports/metrics.ts";

/** More series than this are a bug in a label; they are dropped and counted in `metrics_dropped_total`. */
const MOST_SERIES = 2_000;

interface Held {
  readonly name: string;
  readonly kind: Series["kind"];
  readonly labels: Labels;
  value: number;
}

const noLabels: Labels = {};

function keyOf(name: string, labels: Labels): string {
  if (labels === noLabels) return name;
  let key = name;
  for (const label in labels) key += `\u0000${label}\u0000${labels[label]}`;
  return key;
}

/** Counters and gauges in memory: two map look-ups a count, nothing to install, nothing listening. */
export class MemoryMetrics implements Metrics {
  readonly #series = new Map<string, Held>();
  #dropped = 0;

  count(name: string, labels: Labels = noLabels, by = 1): void {
    const held = this.#held(name, "counter", labels);
    if (held) held.value += by;
  }

  gauge(name: string, value: number, labels: Labels = noLabels): void {
    const held = this.#held(name, "gauge", labels);
    if (held) held.value = value;
  }

  snapshot(): readonly Series[] {
    const all: Series[] = [...this.#series.values()].map((held) => ({ ...held }));
    if (this.#dropped > 0)
      all.push({ name: "metrics_dropped_total", kind: "counter", labels: noLabels, value: this.#dropped });
    return all;
  }

  #held(name: string, kind: Series["kind"], labels: Labels): Held | undefined {
    const key = keyOf(name, labels);
    let held = this.#series.get(key);
    if (!held) {
      if (this.#series.size >= MOST_SERIES) {
        this.#dropped += 1;
        return undefined;
      }
      held = { name, kind, labels, value: 0 };
      this.#series.set(key, held);
    }
    return held;
  }
}
