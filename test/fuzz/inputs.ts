/** A property that tries an input: the test's file, and its name or the part of it that does not change. */
interface Tried {
  readonly file: string;
  readonly name: string;
}

/** One kind of thing that reaches the daemon from outside. */
export interface Input {
  readonly name: string;
  readonly what: string;
  readonly tried: readonly Tried[];
}

const by = (file: string, ...names: readonly string[]): Tried[] =>
  names.map((name) => ({ file: `test/${file}.test.ts`, name }));

/** What comes in from outside, and the properties that try it with cases nobody thought of. */
export const inputs: readonly Input[] = [
  {
    name: "mqtt",
    what: "MQTT payloads: statistics, agents, seats, messages, schedules, the status of a source",
    tried: [
      ...by("fuzz/wholeWay/busMessages", "break nothing, are counted where they are dropped"),
      ...by("drivers/acd/native", "never make a reader throw, and hold only figures that make sense"),
      ...by("drivers/acd/profile", "never throws and gives only figures that make sense, whatever comes"),
      ...by(
        "drivers/acd/fuzzProfiles",
        "gives no absurd figure when values are lost, renamed or of another kind",
        "gives no absurd figure when keys have other names or come twice",
        "gives no absurd figure from text that is cut off or damaged",
      ),
      ...by("drivers/acd/nativeAgent", "in any JSON is read or refused, without failing"),
      ...by("drivers/acd/compileAgent", "is read without failing, and problems hold no id"),
      ...by("drivers/acd/metricList", "never throws, and every row is a queue with an id, whatever comes"),
      ...by("drivers/acd/textTable", "never throws, whatever is printed"),
      ...by("drivers/acd/barLine", "give the fields that stood between the bars, and never throw"),
      ...by("drivers/acd/o2gRti", "never throws, whatever it holds"),
      ...by("drivers/acd/callcenterText", "never throw, whatever they hold"),
      ...by("drivers/acd/sourceStatus", "never makes its reader throw"),
      ...by("drivers/acd/units", "never throw"),
      ...by("drivers/bus/readMessage", "never throws", "refuses what is no JSON, and never throws"),
      ...by("drivers/seat/seatLogin", "is read from any text without a failure"),
      ...by("drivers/seat/seatMessages", "is read or refused, and never more"),
      ...by("domain/printable", "becomes printable ASCII that the display has, and letters of its own"),
    ],
  },
  {
    name: "topics",
    what: "MQTT topics: of messages, of answers, in filters",
    tried: [
      ...by(
        "domain/topics",
        "never passes a topic with a wildcard or a NUL",
        "agrees with a regular expression",
      ),
      ...by("adapters/mqtt/brokerSocket", "gives an address or a Fault, whatever it reads"),
    ],
  },
  {
    name: "yaml",
    what: "YAML: the site's own, and definitions of devices",
    tried: [
      ...by(
        "fuzz/wholeWay/deviceFiles",
        "is judged without a throw when a piece of it is another",
        "is judged without a throw when the value of a key is another",
      ),
      ...by("config/readYaml", "never throws, and points into the text, whatever the text"),
      ...by(
        "config/examples",
        "is a site or has a problem, and never throws",
        "is judged without throwing when it is an example with a piece taken out, doubled or replaced",
        "is judged without throwing when the value of any key of an example is something else",
      ),
      ...by("config/addresses", "is read whatever it is", "never gives a user part back"),
      ...by("adapters/cel/compileCondition", "never throws, and answers yes or no"),
      ...by("drivers/display/template/parseFrame", "never makes the parser throw"),
    ],
  },
  {
    name: "hid-reports",
    what: "HID reports of headsets",
    tried: [
      ...by(
        "fuzz/wholeWay/headsetTalk",
        "never throws, comes to rest, and says no more than a few things at once",
      ),
      ...by(
        "drivers/headset/telephonyProperty",
        "as a report say nothing about fields that they do not hold",
        "never says more with a report that was cut short",
      ),
      ...by("ports/hidLines", "say the same after the way over the wire, however it is cut"),
      ...by("adapters/uhid/openUhid", "reads any bytes"),
    ],
  },
  {
    name: "hid-descriptors",
    what: "HID report descriptors",
    tried: by(
      "drivers/headset/telephonyProperty",
      "are read without a throw, within bounds",
      "may be a real descriptor that was cut or damaged",
    ),
  },
  {
    name: "display-replies",
    what: "what displays say back",
    tried: [
      ...by("fuzz/wholeWay/displayAnswers", "any bytes are an answer, a refusal with advice, or not enough"),
      ...by("drivers/display/amplus", "never changes once it is decided, whatever follows"),
      ...by("drivers/display/template/reply", "is decided by the bytes and not by the pieces they come in"),
      ...by(
        "drivers/display/modbus/answer",
        "is never taken for good with a bit wrong",
        "survives any bytes",
      ),
      ...by("app/answeringDisplay", "shows what it confirms, and in the end what is wished"),
    ],
  },
  {
    name: "display-bytes",
    what: "bytes on a display's line, as virtual signs and `wire decode` read them",
    tried: [
      ...by("contract/everyDisplayDriver", "survives any bytes, and shows the right thing after a new start"),
      ...by(
        "contract/damagedTraffic",
        "shows nothing that was not sent when its begin or its end is missing",
        "never throws when a bit of it is flipped",
      ),
      ...by("drivers/wireCodecs", "says any bytes in words that give the same words again"),
      ...by("drivers/display/alpha/decodeAlpha", "never throws, and complains at most a hundred times"),
      ...by("drivers/display/alpha/sign", "never makes it throw, and the glass keeps its size"),
      ...by("drivers/display/amplus/decodeAmplus", "never throws, whatever is cut, flipped or made up"),
      ...by("drivers/display/alcatel/decodeAlcatel", "never make it throw"),
      ...by("drivers/display/template/decodeTemplate", "never make the decoder throw, and lose no frame"),
      ...by("drivers/display/template/sign", "never throws, whatever comes"),
    ],
  },
  {
    name: "modbus",
    what: "Modbus frames, of displays and of relays",
    tried: [
      ...by(
        "drivers/display/modbus/frames",
        "never make it throw, and lose nothing that is a frame",
        "with one bit wrong are no frame",
      ),
      ...by("drivers/display/modbus/slave", "survives any bytes without keeping them"),
      ...by(
        "drivers/display/modbus/answer",
        "is never taken for good with a bit wrong",
        "survives any bytes",
      ),
    ],
  },
  {
    name: "ami",
    what: "what Asterisk says at its manager interface",
    tried: [
      ...by("fuzz/wholeWay/amiLine", "become events or a Fault that says what to do"),
      ...by(
        "drivers/acd/amiEvents",
        "is heard in any order without harm",
        "of other things than events is refused",
      ),
      ...by("adapters/readline/lineReader", "are the same wherever the bytes are cut"),
    ],
  },
  {
    name: "light-answers",
    what: "reports, bytes and messages of lights",
    tried: by(
      "contract/everyLightDriver",
      "hears nothing in noise that would break the program",
      "survives any frames, and shows the right thing once it was told twice",
    ),
  },
  {
    name: "files",
    what: "what lies on the disk: facts, memories of seats, recordings",
    tried: [
      ...by(
        "adapters/files/factRecords",
        "of any bytes is read without an error",
        "cut at any byte gives the facts before the cut, and says what is torn",
        "with a piece overwritten gives only facts that were written, in order and once",
      ),
      ...by("drivers/seat/seatMemory", "is nothing when it is damaged at any place, or of a later version"),
      ...by("drivers/bus/recording", "that is damaged is nothing, and never throws"),
      ...by("adapters/recordings/gzipLog", "never fail, whatever the file holds"),
      ...by("compose/statisticsFile", "never throws, and says something whenever nothing came out"),
    ],
  },
];
