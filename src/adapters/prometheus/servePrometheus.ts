import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Fault } from "../../ports/fault.ts";
import type { Metrics, Series } from "../../ports/metrics.ts";

export interface PrometheusPage {
  readonly port: number;
  close(): Promise<void>;
}

/** All series in the text form that Prometheus reads; names get the prefix `bandeau_`. */
async function textOf(series: readonly Series[]): Promise<string> {
  const { Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const instruments = new Map<string, InstanceType<typeof Counter> | InstanceType<typeof Gauge>>();
  for (const { name, kind, labels, value } of series) {
    let instrument = instruments.get(name);
    if (!instrument) {
      const options = {
        name: `bandeau_${name}`,
        help: name.replaceAll("_", " "),
        labelNames: Object.keys(labels),
        registers: [registry],
      };
      instrument = kind === "counter" ? new Counter(options) : new Gauge(options);
      instruments.set(name, instrument);
    }
    instrument.inc(labels, value);
  }
  return registry.metrics();
}

/**
 * Serves `/metrics` on `host:port` and nothing else. It answers whoever can reach the address: bind it to loopback
 * unless the network is trusted.
 */
export async function servePrometheus(listen: string, metrics: Metrics): Promise<PrometheusPage> {
  const { createServer } = await import("node:http");
  const colon = listen.lastIndexOf(":");
  const host = listen.slice(0, colon);
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end("only /metrics is here\n");
      return;
    }
    textOf(metrics.snapshot()).then(
      (text) =>
        response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text),
      () => response.writeHead(500).end("the metrics could not be written\n"),
    );
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  server.maxConnections = 16;
  await listening(server, host, Number(listen.slice(colon + 1)), listen);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number, listen: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new Fault(
          "METRICS_LISTEN",
          `cannot listen on ${listen} for metrics: ${error.message}`,
          "choose another port at metrics.listen, or take the block out",
          error,
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
