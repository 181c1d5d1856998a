/** The counters of a daemon, as its page for Prometheus has them. */
export class MetricsPage {
  readonly #url: string;

  constructor(listen: string) {
    this.#url = `http://${listen}/metrics`;
  }

  /** The sum of all series of this name whose labels hold all of these. */
  async sum(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const answer = await fetch(this.#url, { signal: AbortSignal.timeout(5_000) });
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    let sum = 0;
    for (const line of (await answer.text()).split("\n")) {
      const [series = "", value] = line.split(/ (?=\S+$)/);
      const isIt = series === `bandeau_${name}` || series.startsWith(`bandeau_${name}{`);
      if (isIt && wanted.every((pair) => series.includes(pair))) sum += Number(value);
    }
    return sum;
  }
}
