export type Labels = Readonly<Record<string, string>>;

/** Counters and gauges. Names are `snake_case` with their unit, labels have few values: never an id from outside. */
export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void;
  gauge(name: string, value: number, labels?: Labels): void;
  /** All values now, for the health topic: `name{label="value"}` to number. */
  snapshot(): Readonly<Record<string, number>>;
}
