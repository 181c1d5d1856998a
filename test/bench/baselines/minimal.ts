import { connect } from "mqtt";
import { SerialPort } from "serialport";
import { queueOf, readArguments } from "./arguments.ts";
import { wholeMessage } from "./wholeMessage.ts";

/**
 * The least program that shows a queue's figures: for every message one write of the whole message. It knows one kind of
 * sign, checks nothing, does not pace itself, and survives no lost line. A display of the queue `*` shows whichever came.
 */
const { broker, topic, displays } = readArguments(process.argv.slice(2));

const ports = displays.map(({ queue, path }) => ({
  queue,
  port: new SerialPort({ path, baudRate: 9_600, dataBits: 7, parity: "even" }),
}));

const client = connect(broker);
client.on("connect", () => {
  client.subscribe(topic, () => process.stdout.write("broker up\n"));
});
client.on("message", (from, payload) => {
  const statistics = JSON.parse(payload.toString());
  const id = queueOf(from);
  for (const { queue, port } of ports)
    if (queue === id || queue === "*") port.write(wholeMessage(statistics));
});
