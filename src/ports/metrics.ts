export type Labels = Readonly<Record<string, string>>;

/** One counter or gauge as it stands. */
export interface Series {
  readonly name: string;
  readonly kind: "counter" | "gauge";
  readonly labels: Labels;
  readonly value: number;
}

/** Counters and gauges. Names are `snake_case` with their unit, labels have few values: never an id from outside. */
export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void;
  gauge(name: string, value: number, labels?: Labels): void;
  snapshot(): readonly Series[];
}
