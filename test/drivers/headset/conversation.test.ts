import { describe, expect, it } from "vitest";
import { readHeadset } from "../../../src/drivers/headset/telephony.ts";
import { buildDescriptor } from "./descriptorBuilder.ts";
import { realHeadset, Talk } from "./talk.ts";

/** Bytes of each device, worked out by hand from where its descriptor puts its bits. */
interface Bytes {
  readonly id: string;
  readonly hook: readonly [down: string, up: string];
  readonly mute: readonly [pressed: string, released: string];
  readonly rings: string;
  readonly answered: readonly string[];
  readonly muted: string;
  readonly unmuted: string;
  readonly held: string;
  readonly resumed: string;
  readonly ended: string;
}

const inOneReport: readonly Bytes[] = [
  {
    id: "0b0e:0307",
    hook: ["020000", "020100"],
    mute: ["020500", "020100"],
    rings: "020400",
    answered: ["020100"],
    muted: "021300",
    unmuted: "020100",
    held: "020900",
    resumed: "020100",
    ended: "020000",
  },
  {
    id: "0b0e:24c9",
    hook: ["020000", "020100"],
    mute: ["020900", "020100"],
    rings: "020800",
    answered: ["020100"],
    muted: "022500",
    unmuted: "020100",
    held: "021100",
    resumed: "020100",
    ended: "020000",
  },
  ...["1395:00a2", "1395:00a9"].map(
    (id): Bytes => ({
      id,
      hook: ["0200", "0204"],
      mute: ["0224", "0204"],
      rings: "0308",
      answered: ["0302"],
      muted: "0316",
      unmuted: "0302",
      held: "0342",
      resumed: "0302",
      ended: "0300",
    }),
  ),
  {
    id: "413c:8223",
    hook: ["0500", "0501"],
    mute: ["0503", "0501"],
    rings: "0504",
    answered: ["0501"],
    muted: "0513",
    unmuted: "0501",
    held: "0509",
    resumed: "0501",
    ended: "0500",
  },
  {
    id: "291a:3301",
    hook: ["0200", "0201"],
    mute: ["0205", "0201"],
    rings: "0204",
    answered: ["0201"],
    muted: "0213",
    unmuted: "0201",
    held: "0209",
    resumed: "0201",
    ended: "0200",
  },
];

const inManyReports: readonly Bytes[] = [
  {
    id: "047f:c056",
    hook: ["0800", "0802"],
    mute: ["0803", "0802"],
    rings: "1801",
    answered: ["1701", "1800"],
    muted: "0901",
    unmuted: "0900",
    held: "2001",
    resumed: "2000",
    ended: "1700",
  },
  {
    id: "047f:02ec",
    hook: ["0100", "0101"],
    mute: ["0103", "0101"],
    rings: "0101",
    answered: ["0401", "0100"],
    muted: "0301",
    unmuted: "0300",
    held: "0501",
    resumed: "0500",
    ended: "0400",
  },
];

const writes = (...reports: readonly string[]): string[] => reports.map((report) => `>${report}`);

describe.each([...inOneReport, ...inManyReports])("a conversation with $id", (bytes) => {
  const [down, up] = bytes.hook;

  it("rings, is answered and ended by the person, and confirms both at once", () => {
    const talk = Talk.with(bytes.id);
    expect(talk.want({ ringing: true })).toEqual(writes(bytes.rings));
    talk.pass(2_000);
    expect(talk.hear(up)).toEqual([...writes(...bytes.answered), "offHook"]);
    expect(talk.want({})).toEqual([]);
    talk.pass(2_000);
    expect(talk.hear(down)).toEqual([...writes(bytes.ended), "onHook"]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("takes the headset's answer to a call taken and ended at the PC for nobody's act", () => {
    const talk = Talk.with(bytes.id);
    talk.want({ ringing: true });
    expect(talk.want({ ringing: false, offHook: true })).toEqual(writes(...bytes.answered));
    talk.pass(30);
    expect(talk.hear(up)).toEqual([]);
    talk.pass(3_000);
    expect(talk.want({ offHook: false })).toEqual(writes(bytes.ended));
    talk.pass(30);
    expect(talk.hear(down)).toEqual([]);
    talk.pass(30);
    talk.want({ ringing: true });
    talk.pass(300);
    expect(talk.hear(up)).toEqual([...writes(...bytes.answered), "offHook"]);
    expect(talk.problems).toEqual([]);
  });

  it("is off hook at the person's wish without a call, and put back when the host refuses", () => {
    const talk = Talk.with(bytes.id);
    expect(talk.hear(up)).toEqual([...writes(bytes.answered[0] ?? ""), "offHook"]);
    expect(talk.want({ offHook: false })).toEqual(writes(bytes.ended));
    expect(talk.hear(down)).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("switches mute over with each press, and keeps the LED where the state is", () => {
    const talk = Talk.with(bytes.id);
    talk.hear(up);
    talk.pass(1_000);
    expect(talk.hear(...bytes.mute)).toEqual([...writes(bytes.muted), "muted"]);
    talk.pass(1_000);
    expect(talk.hear(...bytes.mute)).toEqual([...writes(bytes.unmuted), "unmuted"]);
    talk.pass(1_000);
    expect(talk.want({ muted: true })).toEqual(writes(bytes.muted));
    talk.pass(1_000);
    expect(talk.hear(...bytes.mute)).toEqual([...writes(bytes.unmuted), "unmuted"]);
  });

  it("takes one press that bounces for one", () => {
    const talk = Talk.with(bytes.id);
    talk.hear(up);
    talk.pass(1_000);
    expect(talk.hear(...bytes.mute)).toEqual([...writes(bytes.muted), "muted"]);
    talk.pass(50);
    expect(talk.hear(...bytes.mute)).toEqual([]);
  });

  it("says nothing of a mute key without a call", () => {
    const talk = Talk.with(bytes.id);
    expect(talk.hear(...bytes.mute.map((report) => report.replace(up.slice(2), down.slice(2))))).toEqual([]);
    expect(talk.hear(down)).toEqual([]);
  });

  it("forgets the mute of a call with its end", () => {
    const talk = Talk.with(bytes.id);
    talk.hear(up);
    talk.pass(1_000);
    talk.hear(...bytes.mute);
    talk.pass(1_000);
    const said = talk.hear(down);
    expect(said.at(-1)).toBe("onHook");
    expect(talk.want({})).toEqual([]);
  });

  it("tells everything again after a replug, resume or write error", () => {
    const talk = Talk.with(bytes.id);
    talk.want({ offHook: true, muted: true });
    talk.hear(up);
    const all = talk.open();
    expect(all).toEqual(expect.arrayContaining(writes(bytes.muted)));
    expect(all.every((said) => said.startsWith(">"))).toBe(true);
    talk.pass(30);
    expect(talk.hear(up)).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });
});

describe.each(inOneReport)("a held call on $id", (bytes) => {
  it("stays off hook, all LEDs in one report", () => {
    const talk = Talk.with(bytes.id);
    talk.hear(bytes.hook[1]);
    talk.pass(1_000);
    expect(talk.want({ held: true })).toEqual(writes(bytes.held));
    expect(talk.want({ held: false })).toEqual(writes(bytes.resumed));
  });
});

describe.each(inManyReports)("a held call on $id, which puts Off-Hook out", (bytes) => {
  const held = (): Talk => {
    const talk = Talk.with(bytes.id, { holdClearsOffHook: true });
    talk.hear(bytes.hook[1]);
    talk.pass(1_000);
    expect(talk.want({ held: true })).toEqual(writes(bytes.held, bytes.ended));
    return talk;
  };

  it("swallows the hook that falls with it, and takes it up again", () => {
    const talk = held();
    talk.pass(40);
    expect(talk.hear(bytes.hook[0])).toEqual([]);
    talk.pass(5_000);
    expect(talk.want({ held: false })).toEqual(writes(bytes.answered[0] ?? "", bytes.resumed));
    talk.pass(40);
    expect(talk.hear(bytes.hook[1])).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is taken up by the hook", () => {
    const talk = held();
    talk.hear(bytes.hook[0]);
    talk.pass(5_000);
    expect(talk.hear(bytes.hook[1])).toEqual([...writes(bytes.answered[0] ?? "", bytes.resumed), "offHook"]);
  });
});

describe("a device that cannot be told", () => {
  it("tells its hook all the same, and lights its mute", () => {
    const talk = Talk.with("046d:0944");
    expect(talk.hear("0802")).toEqual(["offHook"]);
    talk.pass(1_000);
    expect(talk.hear("0803", "0802")).toEqual([">0801", "muted"]);
    talk.pass(1_000);
    expect(talk.hear("0800")).toEqual([">0800", "onHook"]);
  });

  it("tells what the person does, whatever the host believes", () => {
    const talk = Talk.with("1532:????");
    expect(talk.want({ offHook: true })).toEqual([]);
    talk.pass(1_000);
    expect(talk.hear("0201")).toEqual(["offHook"]);
    talk.pass(1_000);
    talk.want({ offHook: false });
    talk.pass(1_000);
    expect(talk.hear("0200")).toEqual(["onHook"]);
  });

  it("says and is told nothing when it is no telephone", () => {
    const talk = Talk.with("046d:0a37");
    expect(talk.open()).toEqual([]);
    expect(talk.want({ offHook: true, ringing: true, muted: true, held: true })).toEqual([]);
    expect(talk.hear("0101", "0102")).toEqual([]);
    expect(talk.rests).toBe(true);
  });
});

describe("answers that do not come", () => {
  it("asks once more, and then says that the headset never answers, once", () => {
    const talk = Talk.with("413c:8223");
    talk.want({ offHook: true });
    expect(talk.pass(499)).toEqual([]);
    expect(talk.pass(1)).toEqual([">0501"]);
    expect(talk.pass(5_000)).toEqual([]);
    expect(talk.problems).toEqual([expect.stringContaining("does not answer")]);
    talk.want({ offHook: false });
    talk.pass(5_000);
    talk.want({ offHook: true });
    talk.pass(5_000);
    expect(talk.problems).toHaveLength(1);
    expect(talk.rests).toBe(true);
  });

  it("asks once more to go on hook, and leaves it there", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(2_000);
    talk.want({ offHook: false });
    expect(talk.pass(5_000)).toEqual([">020000"]);
    expect(talk.problems).toEqual([]);
    expect(talk.hear("020100")).toEqual([">020100", "offHook"]);
  });

  it("waits for nothing from one that never answers", () => {
    const talk = Talk.with("413c:8223", { ackHook: false });
    talk.want({ offHook: true });
    expect(talk.rests).toBe(true);
    expect(talk.pass(5_000)).toEqual([]);
    expect(talk.hear("0501")).toEqual([]);
    talk.pass(1_000);
    expect(talk.hear("0500")).toEqual([">0500", "onHook"]);
  });

  it("takes an answer of 'on hook' to Off-Hook for a headset out of range", () => {
    const talk = Talk.with("0b0e:24c9");
    talk.want({ offHook: true });
    talk.pass(200);
    expect(talk.hear("020000")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([">020000", "onHook"]);
    expect(talk.problems).toEqual([expect.stringContaining("out of range")]);
  });

  it("believes the headset when it answers after all", () => {
    const talk = Talk.with("0b0e:24c9");
    talk.want({ offHook: true });
    talk.pass(200);
    talk.hear("020000");
    talk.pass(100);
    expect(talk.hear("020100")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("takes a hook that falls in mid-call for the end of the call", () => {
    const talk = Talk.with("0b0e:24c9");
    talk.want({ offHook: true });
    talk.hear("020100");
    talk.pass(60_000);
    expect(talk.hear("020000")).toEqual([">020000", "onHook"]);
  });
});

describe("an answer that bounces", () => {
  it("is one answer", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ offHook: true });
    talk.pass(20);
    expect(talk.hear("020100", "020000", "020100")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });
});

describe("answers that come late", () => {
  it("are no acts, however quickly the host changes its mind", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ offHook: true });
    talk.pass(10);
    talk.want({ offHook: false });
    talk.pass(10);
    talk.want({ offHook: true });
    expect(talk.hear("020100")).toEqual([]);
    talk.pass(20);
    expect(talk.hear("020000")).toEqual([]);
    talk.pass(20);
    expect(talk.hear("020100")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("are as many as the writes, and the next one is a person", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ offHook: true });
    talk.pass(10);
    talk.want({ offHook: false });
    expect(talk.hear("020100", "020000")).toEqual([]);
    talk.pass(150);
    expect(talk.hear("020100")).toEqual([">020100", "offHook"]);
    expect(talk.pass(5_000)).toEqual([]);
  });
});

describe("a late answer", () => {
  it("is none of a person who has ended the call with Drop meanwhile", () => {
    const talk = Talk.with("1395:00a2");
    talk.want({ offHook: true });
    talk.pass(50);
    expect(talk.hear("0240", "0200")).toEqual([">0300", "onHook"]);
    talk.pass(200);
    expect(talk.hear("0204", "0200")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
    expect(talk.hear("0204")).toEqual([">0302", "offHook"]);
  });
});

describe("an answer that may be none", () => {
  it("is asked about once more, and told when it could no longer be one", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(1_000);
    talk.want({ offHook: false });
    talk.want({ offHook: true });
    talk.pass(20);
    expect(talk.hear("020900", "020100")).toEqual(["flash", "flashReleased"]);
    expect(talk.hear("020000")).toEqual([]);
    expect(talk.pass(480)).toEqual([">020100"]);
    expect(talk.pass(499)).toEqual([]);
    expect(talk.pass(1)).toEqual([">020000", "onHook"]);
    expect(talk.problems).toHaveLength(1);
    expect(talk.rests).toBe(true);
  });

  it.each([
    { id: "413c:8223", up: "0501", down: "0500", again: ">0501", answerMs: 5, second: 1 },
    { id: "047f:c056", up: "0802", down: "0800", again: ">1701", answerMs: 200, second: 82 },
  ])("is an answer on $id to the wish before the last one, when the first came with the last", (one) => {
    const talk = Talk.with(one.id);
    talk.want({ offHook: true });
    talk.pass(one.second);
    talk.want({ offHook: false });
    talk.pass(one.answerMs - one.second);
    expect(talk.hear(one.up)).toEqual([]);
    talk.want({ offHook: true });
    talk.pass(one.second);
    expect(talk.hear(one.down)).toEqual([]);
    expect(talk.pass(500)).toEqual([one.again]);
    talk.pass(one.answerMs);
    expect(talk.hear(one.up)).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
    expect(talk.problems).toEqual([]);
    expect(talk.hear(one.down)).toEqual([one.again.replace(/1$/, "0"), "onHook"]);
  });

  it("leaves a press right after the last answer a person's", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ offHook: true });
    talk.want({ offHook: false });
    talk.want({ offHook: true });
    talk.pass(20);
    expect(talk.hear("020100", "020000", "020100")).toEqual([]);
    talk.pass(150);
    expect(talk.hear("020000")).toEqual([">020000", "onHook"]);
  });
});

describe("a hook that bounces", () => {
  it("is one act", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ ringing: true });
    talk.pass(1_000);
    expect(talk.hear("020100")).toEqual([">020100", "offHook"]);
    talk.pass(20);
    expect(talk.hear("020000", "020100", "020000", "020100")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("counts where it comes to rest, which is another program's doing", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(50);
    expect(talk.hear("020000")).toEqual([]);
    expect(talk.pass(99)).toEqual([]);
    expect(talk.pass(1)).toEqual([">020000", "onHook", "foreignControl"]);
    talk.pass(50);
    expect(talk.hear("020100")).toEqual([]);
    expect(talk.pass(100)).toEqual([">020100", "offHook"]);
  });

  it("is for the host to say when it changes its mind meanwhile", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(50);
    expect(talk.hear("020000")).toEqual([]);
    talk.want({ offHook: false });
    talk.want({ offHook: true });
    expect(talk.pass(200)).toEqual([]);
    expect(talk.hear("020100")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("counts once where every press comes both ways", () => {
    const talk = Talk.with("047f:c056", { dedupeHook: true });
    talk.want({ ringing: true });
    expect(talk.hear("0802", "0800")).toEqual([">1701", ">1800", "offHook"]);
    expect(talk.pass(5_000)).toEqual([]);
    expect(talk.hear("0802", "0800")).toEqual([">1700", "onHook"]);
    expect(talk.pass(5_000)).toEqual([]);
  });
});

describe("a refused call", () => {
  it("is refused with the key for it, once", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ ringing: true });
    expect(talk.hear("024000", "020000")).toEqual([">020000", "reject"]);
    expect(talk.hear("024000", "020000")).toEqual([]);
  });

  it("is refused with a key of an array, or with Drop, which ends a call as well", () => {
    const talk = Talk.with("1395:00a2");
    talk.want({ ringing: true });
    expect(talk.hear("0280", "0200")).toEqual([">0300", "reject"]);
    talk.want({ ringing: true });
    talk.pass(100);
    expect(talk.hear("0240", "0200")).toEqual([">0300", "reject"]);
    talk.hear("0204");
    talk.pass(1_000);
    expect(talk.hear("0244", "0204")).toEqual([">0300", "onHook"]);
    expect(talk.hear("0200")).toEqual([]);
    talk.pass(1_000);
    expect(talk.hear("0240", "0200")).toEqual([]);
  });

  it("is not refused by keys that the make does not use for it", () => {
    const talk = Talk.with("1395:00a2", { rejects: ["hook0"] });
    talk.want({ ringing: true });
    expect(talk.hear("0280", "0200", "0240", "0200")).toEqual([]);
  });

  it("is refused by a hook that says again that it is down, report by report", () => {
    const talk = Talk.with("047f:c056", { rejects: ["hook0"] });
    expect(talk.hear("0800")).toEqual([]);
    talk.want({ ringing: true });
    talk.pass(100);
    expect(talk.hear("0800")).toEqual([]);
    talk.pass(1_000);
    expect(talk.hear("0800")).toEqual([">1800", "reject"]);
    expect(talk.hear("0800")).toEqual([]);
  });

  it("is not refused by a late answer to the call before, nor by a repeated report", () => {
    const talk = Talk.with("047f:c056", { rejects: ["hook0"], echoMs: 10 });
    talk.hear("0802");
    talk.pass(1_000);
    talk.want({ offHook: false });
    talk.want({ ringing: true });
    talk.pass(100);
    expect(talk.hear("0800")).toEqual([]);
    talk.pass(4);
    expect(talk.hear("0800")).toEqual([]);
    talk.pass(150);
    expect(talk.hear("0800")).toEqual([">1800", "reject"]);
  });

  it("is refused by a hook that goes up and down again, where the make does so", () => {
    const talk = Talk.with("047f:c056", { rejects: ["pulse"] });
    talk.want({ ringing: true });
    expect(talk.hear("0802")).toEqual([">1701", ">1800"]);
    talk.pass(300);
    expect(talk.hear("0800")).toEqual([">1700", "reject"]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is answered by a hook that stays up, once it has", () => {
    const talk = Talk.with("047f:c056", { rejects: ["pulse"] });
    talk.want({ ringing: true });
    talk.hear("0802");
    expect(talk.want({})).toEqual([]);
    expect(talk.pass(399)).toEqual([]);
    expect(talk.pass(1)).toEqual(["offHook"]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is refused with the key for it, though the hook has gone up, and mute says nothing until that is clear", () => {
    const talk = Talk.with("0b0e:0307", { rejects: ["pulse", "button"] });
    talk.want({ ringing: true });
    expect(talk.hear("020100", "020500", "020100")).toEqual([">020100"]);
    expect(talk.hear("024100")).toEqual([">020000", "reject"]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is refused with Drop, though the hook has gone up", () => {
    const talk = Talk.with("1395:00a2", { rejects: ["pulse", "drop"] });
    talk.want({ ringing: true });
    expect(talk.hear("0204", "0244")).toEqual([">0302", ">0300", "reject"]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is given up when the caller goes while the hook may still fall", () => {
    const talk = Talk.with("047f:c056", { rejects: ["pulse"] });
    talk.want({ ringing: true });
    talk.hear("0802");
    expect(talk.want({ ringing: false })).toEqual([">1700"]);
    expect(talk.hear("0800")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is answered when the headset is opened again while the hook may still fall", () => {
    const talk = Talk.with("047f:c056", { rejects: ["pulse"] });
    talk.want({ ringing: true });
    talk.hear("0802");
    expect(talk.open()).toEqual(expect.arrayContaining([">1701", "offHook"]));
  });
});

describe("a second call", () => {
  it("rings in a call, and the first is ended by the hook or held with Flash", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(1_000);
    expect(talk.want({ ringing: true })).toEqual([">020500"]);
    expect(talk.hear("020900", "020100")).toEqual(["flash", "flashReleased"]);
    expect(talk.hear("020000")).toEqual([">020400", "onHook"]);
    talk.pass(1_000);
    expect(talk.hear("020100")).toEqual([">020100", "offHook"]);
  });
});

describe("keys", () => {
  it("tell how long Flash was held, where the headset does", () => {
    const talk = Talk.with("047f:c056");
    talk.hear("0802");
    talk.pass(1_000);
    expect(talk.hear("0806")).toEqual(["flash"]);
    talk.pass(1_500);
    expect(talk.hear("0802")).toEqual(["flashReleased"]);
  });

  it("tell redial, digits and what else is written on them", () => {
    const talk = Talk.with("0b0e:0307");
    expect(talk.hear("021000", "020000")).toEqual(["redial"]);
    talk.pass(100);
    expect(talk.hear("022000", "020000")).toEqual(["key SpeedDial"]);
    expect(talk.hear("028002", "020000")).toEqual(["key 4"]);
    expect(talk.hear("028005", "020000", "020006", "020000")).toEqual(["key *", "key #"]);
  });

  it("count once when a headset says them twice", () => {
    const talk = Talk.with("0b0e:0307");
    expect(talk.hear("021000", "020000", "021000", "020000")).toEqual(["redial"]);
    talk.pass(5);
    expect(talk.hear("021000", "020000")).toEqual(["redial"]);
  });
});

describe("a hook that never answers, where Flash drops others", () => {
  it("has ended the call when it falls", () => {
    const talk = Talk.with("047f:c056", { holdClearsOffHook: true, ackHook: false });
    talk.hear("0802");
    talk.pass(1_000);
    talk.hear("0806", "0802");
    expect(talk.hear("0800")).toEqual([">1700", "onHook"]);
  });
});

describe("a hook that Flash drops", () => {
  const inCall = (): Talk => {
    const talk = Talk.with("047f:c056", { holdClearsOffHook: true });
    talk.hear("0802");
    talk.pass(1_000);
    expect(talk.hear("0806", "0802")).toEqual(["flash", "flashReleased"]);
    return talk;
  };

  it("is nobody's act when the host holds the call", () => {
    const talk = inCall();
    talk.pass(20);
    expect(talk.hear("0800")).toEqual([]);
    talk.pass(50);
    expect(talk.want({ held: true })).toEqual([">2001", ">1700"]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("is asked to come back when the host does not hold the call", () => {
    const talk = inCall();
    talk.pass(20);
    expect(talk.hear("0800")).toEqual([]);
    expect(talk.pass(480)).toEqual([">1701"]);
    expect(talk.hear("0802")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([]);
  });

  it("has ended the call when it does not come back", () => {
    const talk = inCall();
    talk.pass(20);
    talk.hear("0800");
    expect(talk.pass(5_000)).toEqual([">1701", ">1700", "onHook"]);
  });

  it("falls but once", () => {
    const talk = inCall();
    talk.hear("0800", "0802");
    expect(talk.hear("0800")).toEqual([">1700", "onHook"]);
  });

  it("falls once after a call was answered at the PC, where the make does so", () => {
    const talk = Talk.with("0b0e:24c9", { hookDropsAfterAnswer: true });
    talk.want({ offHook: true });
    talk.pass(20);
    expect(talk.hear("020100", "020300")).toEqual(["lineBusy"]);
    expect(talk.hear("020200")).toEqual([]);
    expect(talk.pass(1_000)).toEqual([">020100", ">020000", "onHook"]);
  });
});

describe("mute", () => {
  it("is written again when a headset that was just opened is off hook", () => {
    const talk = Talk.with("0b0e:0307", { muteNeedsOffHook: true });
    talk.want({ offHook: true, muted: true });
    talk.pass(5_000);
    expect(talk.open()).toEqual([">020100", ">021300"]);
    talk.pass(30);
    expect(talk.hear("020100")).toEqual([">021300"]);
  });

  it("is written again once the headset is off hook, where it counts only then", () => {
    const talk = Talk.with("0b0e:0307", { muteNeedsOffHook: true });
    expect(talk.want({ offHook: true, muted: true })).toEqual([">020100", ">021300"]);
    talk.pass(30);
    expect(talk.hear("020100")).toEqual([">021300"]);
  });

  it("lights one LED where both do not mean the same", () => {
    const talk = Talk.with("0b0e:0307", { bothMuteLeds: false });
    expect(talk.want({ offHook: true, muted: true })).toEqual([">020300"]);
  });

  it("stays on when the headset says mute soon after it was unmuted by us, and is not fought for", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.want({ muted: true });
    talk.pass(1_000);
    expect(talk.want({ muted: false })).toEqual([">020100"]);
    talk.pass(400);
    expect(talk.hear("020500", "020100")).toEqual([">021300", "muted"]);
    talk.pass(100);
    expect(talk.want({ muted: false })).toEqual(["muted"]);
    talk.pass(3_000);
    expect(talk.want({ muted: false })).toEqual([">020100"]);
  });

  it("is the person's again with the next press", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.want({ muted: true });
    talk.pass(1_000);
    talk.want({ muted: false });
    talk.pass(400);
    talk.hear("020500", "020100");
    talk.pass(400);
    expect(talk.hear("020500", "020100")).toEqual([">020100", "unmuted"]);
    expect(talk.want({ muted: true })).toEqual([">021300"]);
    expect(talk.want({ muted: false })).toEqual([">020100"]);
  });

  it("is no lock where a make has none", () => {
    const talk = Talk.with("0b0e:0307", { muteLock: false });
    talk.hear("020100");
    talk.want({ muted: true });
    talk.pass(1_000);
    talk.want({ muted: false });
    talk.pass(400);
    talk.hear("020500", "020100");
    talk.pass(200);
    expect(talk.want({ muted: false })).toEqual([">020100"]);
  });

  it("swallows the echo of our own mute", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(1_000);
    talk.want({ muted: true });
    talk.pass(100);
    expect(talk.hear("020500", "020100")).toEqual([]);
  });

  it("counts without a call where the make says so", () => {
    const talk = Talk.with("413c:8223", { muteWhenIdle: true });
    expect(talk.hear("0502", "0500")).toEqual([">0512", "muted"]);
  });
});

/** The HS-100B as hid-cmedia.c of Linux repairs it: no report numbers, mute as a state, a hook that is pressed, no LEDs. */
const hs100b =
  "050c0901a1011500250109e909ea75019502810209e295018106050b092f810209208106050c0900950381022600ff0900750895038102090095049102c0";

describe("a headset without LEDs whose mute is a state", () => {
  const talk = (): Talk => {
    const one = new Talk(readHeadset(Buffer.from(hs100b, "hex")));
    one.open();
    one.pass(1_000);
    return one;
  };

  it("says with each press of the hook that it goes the other way", () => {
    const one = talk();
    expect(one.hear("10000000", "00000000")).toEqual(["offHook"]);
    one.pass(50);
    expect(one.hear("10000000", "00000000")).toEqual([]);
    one.pass(1_000);
    expect(one.hear("10000000", "00000000")).toEqual(["onHook"]);
  });

  it("says whether it is muted, and not that it was switched over", () => {
    const one = talk();
    one.want({ offHook: true });
    one.pass(1_000);
    expect(one.hear("08000000")).toEqual(["muted"]);
    expect(one.hear("08000000", "09000000", "08000000")).toEqual([]);
    one.pass(1_000);
    expect(one.hear("00000000")).toEqual(["unmuted"]);
  });

  it("says so at the start of a call when it was muted before", () => {
    const one = talk();
    expect(one.hear("08000000")).toEqual([]);
    one.want({ offHook: true });
    expect(one.pass(1_000)).toEqual(["muted"]);
    expect(one.want({ offHook: false, muted: false })).toEqual([]);
    expect(one.pass(1_000)).toEqual([]);
  });

  it("cannot be muted by us, and says so", () => {
    const one = talk();
    one.hear("08000000", "00000000");
    one.want({ offHook: true });
    one.pass(1_000);
    one.want({ muted: true });
    expect(one.pass(1_000)).toEqual(["unmuted"]);
    one.hear("08000000");
    one.pass(1_000);
    one.want({ muted: false });
    expect(one.pass(1_000)).toEqual(["muted"]);
  });

  it("is judged when what it says right after our wish has come to rest", () => {
    const one = talk();
    one.want({ offHook: true });
    one.want({ muted: true });
    expect(one.hear("08000000", "00000000")).toEqual([]);
    expect(one.pass(1_000)).toEqual(["unmuted"]);
    one.want({ muted: true });
    one.hear("08000000");
    expect(one.pass(1_000)).toEqual([]);
  });
});

describe("mute that nobody can know", () => {
  it("is unknown where a key switches over and no LED says where it began", () => {
    const descriptor = buildDescriptor(
      [
        {
          id: 1,
          fields: [
            {
              kind: "input",
              page: 0x0b,
              ids: [0x20],
              size: 1,
              isRelative: false,
              isConstant: false,
              padding: 0,
              form: "single",
            },
            {
              kind: "input",
              page: 0x0b,
              ids: [0x2f],
              size: 1,
              isRelative: true,
              isConstant: false,
              padding: 6,
              form: "single",
            },
          ],
        },
      ],
      true,
    );
    const talk = new Talk(readHeadset(descriptor));
    expect(talk.hear("0101")).toEqual(["offHook"]);
    expect(talk.hear("0103", "0101")).toEqual(["muteUnknown"]);
  });
});

/** A headset with two buttons for hook and mute each: +1 is on, −1 is off; two bits each, as −1 needs them. */
const twoButtons = readHeadset(
  Buffer.from(
    "050b0905a101850115ff25017502950109208106092f8106750481030508091715007501910275079103c0",
    "hex",
  ),
);

describe("a headset with a button for on and one for off", () => {
  it("is off hook with the one and on hook with the other", () => {
    const talk = new Talk(twoButtons);
    talk.open();
    talk.pass(1_000);
    expect(talk.hear("0101", "0100")).toEqual([">0101", "offHook"]);
    talk.pass(1_000);
    expect(talk.hear("0101", "0100")).toEqual([]);
    talk.pass(1_000);
    expect(talk.hear("0103", "0100")).toEqual([">0100", "onHook"]);
  });

  it("is muted with the one and unmuted with the other", () => {
    const talk = new Talk(twoButtons);
    talk.hear("0101", "0100");
    talk.pass(1_000);
    expect(talk.hear("0104", "0100")).toEqual(["muted"]);
    talk.pass(1_000);
    expect(talk.hear("010c", "0100")).toEqual(["unmuted"]);
  });
});

describe("a hook that is a button, whatever its descriptor says", () => {
  const talk = (): Talk => Talk.with("1395:00a2", { hook: "button" });

  it("goes the other way with each press", () => {
    const one = talk();
    one.want({ ringing: true });
    one.pass(1_000);
    expect(one.hear("0204", "0200")).toEqual([">0302", "offHook"]);
    one.pass(1_000);
    expect(one.hear("0204", "0200")).toEqual([">0300", "onHook"]);
  });

  it("is not pressed when it answers us", () => {
    const one = talk();
    one.want({ offHook: true });
    one.pass(50);
    expect(one.hear("0204", "0200")).toEqual([]);
    one.pass(1_000);
    expect(one.hear("0204", "0200")).toEqual([">0300", "onHook"]);
  });
});

describe("radio bases", () => {
  it("open their link with On-Line for the call", () => {
    const talk = Talk.with("1395:00a2", { onlineIsCall: true });
    expect(talk.hear("0204")).toEqual([">0322", "offHook"]);
    talk.pass(1_000);
    expect(talk.hear("0200")).toEqual([">0300", "onHook"]);
  });

  it("are told off before on, where they need it", () => {
    const talk = Talk.with("1395:00a2", { onlineIsCall: true, offBeforeOn: true });
    expect(talk.want({ ringing: true })).toEqual([">0308"]);
    expect(talk.want({ ringing: false, offHook: true })).toEqual([">0300", ">0322"]);
    talk.hear("0204");
    talk.pass(1_000);
    expect(talk.hear("0224", "0204")).toEqual([">0322", ">0336", "muted"]);
  });

  it("play a tone with Ringer, where they are to", () => {
    const talk = Talk.with("1395:00a2", { ringer: true });
    expect(talk.want({ ringing: true })).toEqual([">0309"]);
  });
});

describe("another program at the same headset", () => {
  it("is noticed by a line that is busy without us, once a minute", () => {
    const talk = Talk.with("0b0e:0307");
    expect(talk.hear("020200", "020000")).toEqual(["lineBusy", "foreignControl", "lineFree"]);
    talk.pass(59_000);
    expect(talk.hear("020200", "020000")).toEqual(["lineBusy", "lineFree"]);
    talk.pass(1_000);
    expect(talk.hear("020200")).toEqual(["lineBusy", "foreignControl"]);
  });

  it("is not suspected for a line that answers late", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ offHook: true });
    talk.pass(20);
    talk.want({ offHook: false });
    talk.pass(20);
    expect(talk.hear("020200")).toEqual(["lineBusy"]);
  });

  it("is not suspected for a line that answers late to Off-Hook put out once more", () => {
    const talk = Talk.with("0b0e:0307");
    talk.want({ offHook: true });
    talk.pass(20);
    talk.hear("020100");
    talk.pass(1_000);
    talk.want({ offHook: false });
    expect(talk.pass(500)).toEqual([">020000"]);
    talk.pass(400);
    expect(talk.hear("020200")).toEqual(["lineBusy"]);
  });

  it("is not suspected where nobody can tell the headset anything", () => {
    const only = readHeadset(
      buildDescriptor(
        [
          {
            id: 1,
            fields: [
              {
                kind: "input",
                page: 0x0b,
                ids: [0x20, 0x97],
                size: 1,
                isRelative: false,
                isConstant: false,
                padding: 6,
                form: "single",
              },
            ],
          },
        ],
        true,
      ),
    );
    const talk = new Talk(only);
    expect(talk.hear("0102")).toEqual(["lineBusy"]);
  });
});

describe("a headset that was just opened", () => {
  it("says in mid-call what its keys do, as nobody has touched its hook", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(1_000);
    expect(talk.open()).toEqual([">020100"]);
    expect(talk.pass(5_000)).toEqual([]);
    expect(talk.hear("020500", "020100")).toEqual([">021300", "muted"]);
    talk.open();
    talk.pass(5_000);
    expect(talk.hear("020000")).toEqual([">020000", "onHook"]);
    expect(talk.problems).toEqual([]);
  });

  it("is asked once more when it says in mid-call that it is on hook, and believed", () => {
    const talk = Talk.with("0b0e:0307");
    talk.hear("020100");
    talk.pass(1_000);
    talk.open();
    talk.pass(100);
    expect(talk.hear("020000")).toEqual([]);
    expect(talk.pass(500)).toEqual([">020100"]);
    talk.pass(100);
    expect(talk.hear("020000")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([">020000", "onHook"]);
  });

  it("tells with its first report how it is, and not what somebody does", () => {
    const talk = new Talk(realHeadset("0b0e:0307"));
    talk.open();
    talk.pass(400);
    expect(talk.hear("020100")).toEqual([]);
    expect(talk.pass(5_000)).toEqual([">020000"]);
    expect(talk.hear("020000", "020100")).toEqual([">020100", "offHook"]);
  });

  it("may have reports in store from before", () => {
    const talk = new Talk(realHeadset("0b0e:0307"));
    talk.open();
    expect(talk.hear("020100", "020500", "020100", "020000")).toEqual([]);
    talk.pass(200);
    expect(talk.hear("020100")).toEqual([">020100", "offHook"]);
  });

  it("is answered when the first thing that is heard of it, much later, is its hook", () => {
    const talk = Talk.with("0b0e:0307");
    expect(talk.hear("020100")).toEqual([">020100", "offHook"]);
  });

  it("was off hook before when the first thing that is heard of it is more than a press", () => {
    const talk = Talk.with("0b0e:0307");
    expect(talk.hear("020500")).toEqual([]);
    expect(talk.hear("020100")).toEqual([]);
  });

  it("is muted when its key stands on mute, once a call begins", () => {
    const talk = new Talk(realHeadset("047f:c056"), { mute: "state" });
    talk.open();
    expect(talk.hear("0801")).toEqual([]);
    talk.pass(1_000);
    expect(talk.want({ offHook: true })).toEqual([">1701"]);
    talk.hear("0803");
    expect(talk.pass(1_000)).toEqual([">0901", "muted"]);
    expect(talk.want({ muted: false })).toEqual([">0900"]);
    expect(talk.pass(200)).toEqual([">0901", "muted"]);
  });
});

describe("reports that are damaged", () => {
  it("say so and nothing of the hook", () => {
    const talk = Talk.with("0b0e:0307");
    expect(talk.hear("0201")).toEqual([]);
    expect(talk.problems).toEqual([expect.stringContaining("too short")]);
    expect(talk.hear("07ff", "")).toEqual([]);
    expect(talk.problems).toHaveLength(3);
  });
});
