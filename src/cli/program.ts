import { Command, CommanderError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { Fault } from "../ports/fault.ts";
import { addDoctor } from "./addDoctor.ts";
import { addGpio } from "./addGpio.ts";
import { addHeadset, addHeadsetTwin } from "./addHeadset.ts";
import { addLight } from "./addLight.ts";
import { addLightTwin } from "./addLightTwin.ts";
import { addWire } from "./addWire.ts";
import { collect, notNegative, positive, seconds, speed, wholeNumber } from "./optionValues.ts";
import { addRecording } from "./recording/addRecording.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

type Done = (code: number) => void;

/** All commands; each loads its own code only when it is called, so that `--help` and `check` are quick. */
function build(terminal: Terminal, done: Done): Command {
  const program = new Command("bandeau")
    .description("Keeps a call centre's displays, lights and headsets truthful.")
    .version(packageJson.version)
    // An option belongs to the command behind which it stands: wire decode and wire decode light have the same ones.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
    });
  addDaemon(program, terminal, done);
  addConfiguration(program, terminal, done);
  addRecording(program, terminal, done);
  addBridges(program, terminal, done);
  addTwins(program, terminal, done);
  addWire(program, terminal, done);
  addDisplay(program, terminal, done);
  addHeadset(program, terminal, done);
  addLight(program, terminal, done);
  addDoctor(program, terminal, done);
  addGpio(program, terminal, done);
  pointToHelp(program, "bandeau");
  return program;
}

/** Whoever mistypes is sent to the help that says it: that of the command, not of the whole program. */
function pointToHelp(command: Command, path: string): void {
  const what = command.commands.length > 0 ? "lists the commands" : "says what may be written";
  command.showHelpAfterError(`(${path} --help ${what})`);
  for (const sub of command.commands) pointToHelp(sub, `${path} ${sub.name()}`);
}

function addDaemon(program: Command, terminal: Terminal, done: Done): void {
  program
    .command("run")
    .description("the daemon: figures from the bus, onto the displays, until it is told to stop")
    .option("-c, --config <file>", "the site's configuration", "/etc/bandeau/bandeau.yaml")
    .addOption(
      new Option("--log-level <level>", "how much to say")
        .choices(["error", "warn", "info", "debug"])
        .default("info"),
    )
    .action(async (options) => done(await (await import("./run.ts")).runCommand(options, terminal)));
  program
    .command("demo")
    .description("the whole thing with nothing plugged in: broker, ACD and displays are simulated")
    .option("--speed <factor>", "how fast the simulated call centre lives", positive, 10)
    .option("--seed <number>", "another seed, another day", wholeNumber(0, 2 ** 31), 1)
    .option("--duration <seconds>", "stop by itself after this long", positive)
    .option("--json", "one JSON object a line for each change of a display", false)
    .action(async (options) => done(await (await import("./demo.ts")).demoCommand(options, terminal)));
  program
    .command("status")
    .description("how a running controller is, as it says itself on the bus")
    .argument("<file>", "the controller's configuration")
    .option("--json", "as JSON", false)
    .option("--wait <seconds>", "how long to wait for its word", positive, 5)
    .action(async (file, options) =>
      done(await (await import("./status.ts")).statusCommand(file, options, terminal)),
    );
}

function addConfiguration(program: Command, terminal: Terminal, done: Done): void {
  program
    .command("check")
    .description("every problem of a configuration at once; touches no device")
    .argument("<file>", "the configuration")
    .option("--json", "as JSON", false)
    .action(async (file, options) =>
      done(await (await import("./checkSite.ts")).checkSiteCommand(file, options, terminal)),
    );
  program
    .command("acl")
    .description("what the broker has to allow these controllers, as an access list for mosquitto")
    .argument("<file...>", "the controllers' configurations")
    .option("--user <name>", "the name by which the broker knows it; broker.username or the node when absent")
    .option("--json", "as JSON", false)
    .action(async (files, options) =>
      done(await (await import("./acl.ts")).aclCommand(files, options, terminal)),
    );
  program
    .command("preview")
    .description("what each display and light would show with the figures of a file, as text and as pictures")
    .argument("<file>", "the configuration")
    .option("--stats <file>", "JSON or YAML: one message, a list, or an object of queue names; - for stdin")
    .option("--png <folder>", "put a picture of each page into this folder")
    .option(
      "--at <time>",
      "when somebody looks, such as 2026-02-14T10:18:00+01:00; else when it was measured",
    )
    .option("--display <id>", "this display only")
    .option("--page <id>", "this page or alarm only, whether its condition holds or not", "all")
    .option("--seat <seat=state...>", "what seats are, for their lights, such as island-1=busy")
    .option("--stale", "how it looks when the ACD has fallen silent", false)
    .option("--replay <file...>", "instead of --stats: recordings, played in time of their own")
    .option("--speed <factor>", "of a replay: recorded seconds a second; at once when absent", speed)
    .option("--step", "of a replay: one glass for each Enter, or each line on stdin", false)
    .option("--every <time>", "of a replay: look so often only, such as 1s", seconds)
    .option("--json", "as JSON; of a replay one object a line", false)
    .action(async (file, options) =>
      done(await (await import("./previewChoice.ts")).previewChoice(file, options, terminal, process.stdin)),
    );
  const acd = program.command("acd").description("messages of an ACD");
  acd
    .command("list")
    .description("the ACDs that we have a profile of, and what each can tell")
    .option("--json", "as JSON", false)
    .action(async (options) => done(await (await import("./acdList.ts")).acdListCommand(options, terminal)));
  acd
    .command("explain")
    .description("where a figure on a page comes from, and how old it is")
    .argument("<file>", "the site's configuration")
    .argument("<figure>", "as on a page: sales.waiting")
    .option(
      "--wait <seconds>",
      "how long to listen to the bus for its value; 0 for not at all",
      notNegative,
      3,
    )
    .option("--json", "as JSON", false)
    .action(async (file, figure, options) =>
      done(await (await import("./acdExplain.ts")).acdExplainCommand(file, figure, options, terminal)),
    );
  acd
    .command("map")
    .description("a raw payload in our own words, with every field that did not fit")
    .argument("<profile>", "native, an id of bandeau acd list, or the path of a profile's file")
    .argument("<file>", "the payload as captured, or many of them in order; - for stdin")
    .option("--received-at <time>", "when it came in; now when absent")
    .option("--zone <zone>", "of the source's local times, such as Europe/Paris")
    .option("--option <key=value>", "an option of the profile; may be repeated", collect, [])
    .option("--each", "print after every message of a capture, not only after the last", false)
    .option("--json", "as JSON", false)
    .action(async (profile, file, options) =>
      done(
        await (await import("./acdMap.ts")).acdMapCommand(profile, file, options, terminal, process.stdin),
      ),
    );
  program
    .command("udev")
    .description(
      "rules for udev that let the service open headsets and lights; systemd/60-bandeau.rules is made by this",
    )
    .argument("[file]", "a site's file: also for the definitions in devices.d beside it")
    .action(async (file) =>
      done(await (await import("./udev.ts")).udevCommand(file, (line) => terminal.write(`${line}\n`))),
    );
  program
    .command("schema")
    .description("the JSON Schema of the configuration, for editors")
    .action(async () =>
      done((await import("./schema.ts")).schemaCommand((line) => terminal.write(`${line}\n`))),
    );
}

function addBridges(program: Command, terminal: Terminal, done: Done): void {
  program
    .command("bridge")
    .description("an ACD that does not speak MQTT, on the bus")
    .command("asterisk")
    .description("the queues of an Asterisk, by its manager interface; runs until it is told to stop")
    .requiredOption("--ami <host:port>", "the manager interface, such as 192.168.1.5:5038")
    .requiredOption("--user <name>", "a user of manager.conf with read = agent,system")
    .requiredOption("--secret-file <file>", "its secret: a file, or credential:NAME under systemd")
    .option("--plain-login", "send the secret itself instead of an answer to a challenge", false)
    .requiredOption("--broker <url>", "such as mqtt://127.0.0.1:1883")
    .option("--broker-user <name>", "where the broker asks who we are")
    .option("--broker-password-file <file>", "a file, or credential:NAME")
    .option("--broker-ca-file <file>", "the authority of a broker's certificate, for mqtts://")
    .requiredOption("--site <id>", "first part of the topics")
    .requiredOption("--source <id>", "name of the ACD on the bus")
    .option("--queues <names>", "these only, with commas between them")
    .option(
      "--every <seconds>",
      "seconds between two questions; events come in between",
      wholeNumber(1, 60),
      5,
    )
    .option("--raw", "the events themselves, without anybody's number, instead of statistics", false)
    .option("--agents", "states of single agents too, under pseudonyms", false)
    .option(
      "--agent-key-file <file>",
      "key of the pseudonyms, so that they stay the same; else new ones each start",
    )
    .action(async (options) =>
      done(await (await import("./bridge.ts")).bridgeAsteriskCommand(options, terminal)),
    );
}

function addTwins(program: Command, terminal: Terminal, done: Done): void {
  const sim = program.command("sim").description("one simulated device or ACD, for anybody's tests");
  sim
    .command("display")
    .description("a virtual sign on a serial line or a TCP port")
    .argument("<model>", "a driver such as alpha, or a model such as alpha-4120c")
    .option("--tty <path>", "the serial line (or PTY) to read")
    .option("--tcp <host:port>", "the address to listen on, such as 127.0.0.1:10001")
    .option("--json", "one JSON object a line for each change", false)
    .action(async (model, options) =>
      done(await (await import("./simulate.ts")).simulateDisplay(model, options, terminal)),
    );
  sim
    .command("acd")
    .description("a simulated ACD, or a recorded day of calls, on the bus")
    .requiredOption("--broker <url>", "such as mqtt://127.0.0.1:1883")
    .option("--username <name>", "where the broker asks who we are")
    .option("--password-file <file>", "its password: a file, or credential:NAME under systemd")
    .option("--ca-file <file>", "the authority of a broker's certificate, for mqtts://")
    .option("--site <id>", "first part of the topics", "demo")
    .option("--source <id>", "name of the ACD on the bus", "acd")
    .option("--format <profile>", "in the words of this ACD: a profile's id or file", "native")
    .option("--topic <topic>", "where messages of another form go; else the source's own for raw messages")
    .option("--zone <zone>", "of the format's local times, such as Europe/Paris")
    .option("--option <key=value>", "an option of the format's profile; may be repeated", collect, [])
    .option("--agents", "states of single agents too, where the format has them", false)
    .addOption(new Option("--floor <name>", "which call centre").choices(["demo", "flowers"]).default("demo"))
    .option("--peak <factor>", "so many times as many calls, all day", positive, 1)
    .option("--seed <number>", "another seed, another day", wholeNumber(0, 2 ** 31), 1)
    .option("--speed <factor>", "simulated seconds a second", positive, 1)
    .option("--every <seconds>", "seconds between messages", positive, 2)
    .option(
      "--day <file>",
      "calls of a real day: queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex",
    )
    .option("--from <HH:MM>", "begin of the day", "07:00")
    .option("--to <HH:MM>", "end of the day", "23:59")
    .option("--at <HH:MM>", "stop at this moment of the day and hold; may be repeated", collect, [])
    .option("--step-minutes <n>", "hold each so many minutes of the day", positive)
    .option("--hold-seconds <n>", "how long to hold", positive, 2)
    .action(async (options) => done(await (await import("./simulate.ts")).simulateAcd(options, terminal)));
  addHeadsetTwin(sim, terminal, done);
  addLightTwin(sim, terminal, done);
}

function addDisplay(program: Command, terminal: Terminal, done: Done): void {
  program
    .command("devices")
    .description(
      "serial ports and headsets that are plugged in, how to name them, and what permission is missing",
    )
    .option("--models", "list the displays that we know", false)
    .option("--json", "as JSON", false)
    .action(async (options) => {
      const { realPortWorld } = await import("../adapters/serialport/listSerialPorts.ts");
      const { realHidWorld } = await import("../adapters/hid/hidWorld.ts");
      const { devicesCommand } = await import("./devices.ts");
      done(await devicesCommand(options, terminal, realPortWorld, realHidWorld));
    });
  const display = program.command("display").description("one display, for somebody who stands before it");
  const tool = (name: "show" | "test" | "identify" | "clear", description: string): Command =>
    display
      .command(name)
      .description(description)
      .option("-c, --config <file>", "the site (else /etc/bandeau/bandeau.yaml)")
      .option("--display <id>", "which of its displays; not needed where there is one")
      .option("--model <id>", "without a site: what it is, such as alpha-4120c")
      .option("--port <port>", "without a site: where it hangs, a serial port or tcp://host:port")
      .option("--seconds <n>", "how long each of several screens stays", positive, 2)
      .action(async (...given) => {
        const [first, second] = given;
        const words: string[] = Array.isArray(first) ? first : [];
        const options = Array.isArray(first) ? second : first;
        done(await (await import("./displayTools.ts")).displayToolCommand(name, words, options, terminal));
      });
  tool("show", "one message")
    .argument("<text...>", "the message")
    .option("--colour <colour>", "one of the display's colours")
    .option("--blink", "let it blink", false);
  tool("test", "every colour, every row, every letter; it ends blank").option(
    "--probe",
    "try the serial settings of Alpha signs, and write each on the sign",
    false,
  );
  tool("identify", "its own id, model and port");
  tool("clear", "nothing");
}

/**
 * Runs one command line. The answer is the exit code: 0 done, 1 failed, 2 wrong usage, 78 bad configuration.
 * What goes wrong is said on stderr in a sentence that says what to do.
 */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = exitCodes.done;
  try {
    await build(terminal, (answer) => {
      code = answer;
    }).parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (!(error instanceof Fault)) throw error;
    terminal.writeError(`${error.message}\n${error.advice}\n`);
    return exitCodes.failed;
  }
}
