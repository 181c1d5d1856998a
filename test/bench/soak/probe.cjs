// Loaded into the daemon before its program: at each SIGUSR2 it tells on stderr what the process holds.
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const listenersOf = (emitter) =>
  emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);

process.on("SIGUSR2", () => {
  collect();
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((name) => name === "Timeout").length;
  const handles = resources.filter((name) => name !== "Timeout" && name !== "Immediate").length;
  const emitters = [process, ...process._getActiveHandles().filter((handle) => "eventNames" in handle)];
  const listeners = emitters.reduce((sum, emitter) => sum + listenersOf(emitter), 0);
  const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
  process.stderr.write(`${JSON.stringify({ probe: { heapMiB, handles, timers, listeners } })}\n`);
});
