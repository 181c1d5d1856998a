import { connect } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectBroker } from "mqtt";

/**
 * The least that a program can do for headsets: a hook in, its LED out, a word to the broker. It knows one headset (Jabra
 * EVOLVE LINK), no bounce, no echo, no loss of a line, and nobody's state. Arguments: the broker's URL, the topic above all
 * seats, and then seat and port of each headset.
 */
const [url = "", root = "", ...seats] = process.argv.slice(2);

const broker = connectBroker(url);
broker.on("connect", () => process.stdout.write("broker up\n"));

for (const seat of seats) {
  const [id, port] = seat.split("=");
  const socket = connect({ host: "127.0.0.1", port: Number(port), noDelay: true });
  let wasOff = false;
  createInterface({ input: socket }).on("line", (line) => {
    const { report } = JSON.parse(line) as { report?: string };
    if (report === undefined) return;
    const isOff = (Number.parseInt(report.slice(2, 4), 16) & 1) === 1;
    if (isOff === wasOff) return;
    wasOff = isOff;
    socket.write(`${JSON.stringify({ report: isOff ? "020100" : "020000" })}\n`);
    const word = { at: new Date().toISOString(), hook: isOff ? "off" : "on" };
    broker.publish(`${root}/${id}/headset`, JSON.stringify(word));
  });
}
