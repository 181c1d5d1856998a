// Loaded into the daemon before its program: at each SIGUSR2 it tells on stderr what the process holds.
const { getHeapCodeStatistics, setFlagsFromString } = require("node:v8");
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
  // For days V8 compiles more of the program, as each part of it comes to be used often: that is no data.
  const { code_and_metadata_size: compiled, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  const heapMiB = (process.memoryUsage().heapUsed - compiled - bytecode) / 2 ** 20;
  process.stderr.write(`${JSON.stringify({ probe: { heapMiB, handles, timers, listeners } })}\n`);
});
