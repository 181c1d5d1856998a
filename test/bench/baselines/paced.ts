import { connect } from "mqtt";
import { SerialPort } from "serialport";
import { queueOf, readArguments } from "./arguments.ts";
import { wholeMessage } from "./wholeMessage.ts";

const BYTES_PER_MS = 0.96;

/** The minimal program with one thing more: while a message is on the line only the newest of those that come is kept. */
const { broker, topic, displays } = readArguments(process.argv.slice(2));

const shows = displays.map(({ queue, path }) => {
  const port = new SerialPort({ path, baudRate: 9_600, dataBits: 7, parity: "even" });
  let waiting: Buffer | null = null;
  let isBusy = false;
  const write = (frame: Buffer): void => {
    isBusy = true;
    port.write(frame);
    setTimeout(() => {
      isBusy = false;
      const next = waiting;
      waiting = null;
      if (next !== null) write(next);
    }, frame.length / BYTES_PER_MS);
  };
  const show = (frame: Buffer): void => {
    if (isBusy) waiting = frame;
    else write(frame);
  };
  return { queue, show };
});

const client = connect(broker);
client.on("connect", () => {
  client.subscribe(topic, () => process.stdout.write("broker up\n"));
});
client.on("message", (from, payload) => {
  const statistics = JSON.parse(payload.toString());
  const id = queueOf(from);
  for (const { queue, show } of shows) if (queue === id || queue === "*") show(wholeMessage(statistics));
});
