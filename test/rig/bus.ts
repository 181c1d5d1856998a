import { connectAsync } from "mqtt";
import { startEmbeddedBroker } from "../../src/adapters/aedes/embeddedBroker.ts";

/** A broker for a machine that has none, and all that is said on it: a line for each message, its topic first. */
async function bus(port: number): Promise<void> {
  const { url } = await startEmbeddedBroker({ port, admit: () => null });
  const listener = await connectAsync(url);
  listener.on("message", (topic, payload) => {
    process.stdout.write(`${topic} ${payload.toString()}\n`);
  });
  await listener.subscribeAsync("#");
  process.stdout.write(`broker ${url}\n`);
}

void bus(Number(process.argv[2] ?? "18830"));
