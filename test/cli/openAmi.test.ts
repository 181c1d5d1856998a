import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openAmi } from "../../src/cli/openAmi.ts";
import { Fault } from "../../src/ports/fault.ts";
import { Secret } from "../../src/shared/secret.ts";
import { openTimers } from "../../src/shared/time.ts";
import { amiBench } from "./amiLink.ts";

const unaborted = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());

afterEach(() => {
  vi.useRealTimers();
  expect(openTimers()).toBe(0);
});

/** The code of the fault that ends this, however long it takes. */
async function faultIn(work: Promise<unknown>, ms = 60_000): Promise<string> {
  const ended = work.then(
    () => "none",
    (error: unknown) => (error instanceof Fault ? error.code : String(error)),
  );
  await vi.advanceTimersByTimeAsync(ms);
  return ended;
}

async function opened(bench: ReturnType<typeof amiBench>) {
  const opening = openAmi(bench.access, unaborted);
  await vi.advanceTimersByTimeAsync(1);
  return opening;
}

describe("a login at Asterisk's manager interface", () => {
  it("answers the challenge, and never sends the password", async () => {
    const bench = amiBench();
    const connection = await opened(bench);
    expect(bench.written).toEqual([
      "Action: Challenge\r\nAuthType: MD5\r\nActionID: 1\r\n\r\n",
      // MD5 of 154872963s3cret.
      "Action: Login\r\nUsername: wall\r\nAuthType: MD5\r\nKey: 14a8212eb4fa05acf77062100eac7071\r\n" +
        "Events: agent,system\r\nActionID: 2\r\n\r\n",
    ]);
    expect(bench.heard).toEqual(["fullybooted"]);
    await connection.close();
    expect((await connection.lost).code).toBe("AMI_CLOSED");
  });

  it("sends the password itself when it is told to, on one line whatever is in it", async () => {
    const bench = amiBench({ plain: true, user: "wall\r\nAction: Command" });
    expect(await faultIn(openAmi(bench.access, unaborted))).toBe("AMI_REFUSED_LOGIN");
    expect(bench.written).toEqual([
      "Action: Login\r\nUsername: wallAction: Command\r\nSecret: s3cret\r\nEvents: agent,system\r\nActionID: 1\r\n\r\n",
    ]);
    expect(bench.closed()).toBe(1);
  });

  it.each([
    ["AMI_REFUSED_LOGIN", { secret: new Secret("wrong") }, {}],
    ["AMI_NO_CHALLENGE", {}, { offersChallenge: false }],
    ["AMI_NOT_ASTERISK", {}, { greeting: "SSH-2.0-OpenSSH_9.2\r\n" }],
    ["AMI_NOT_ASTERISK", {}, { greeting: "no line" }],
    ["AMI_NOT_ASTERISK", {}, { isSilent: true }],
    ["AMI_FLOOD", {}, { greeting: "x".repeat(70_000) }],
  ])("ends with %s and a closed line", async (code, changes, faults) => {
    const bench = amiBench(changes);
    Object.assign(bench.twin, faults);
    expect(await faultIn(openAmi(bench.access, unaborted))).toBe(code);
    expect(bench.closed()).toBe(1);
  });

  it.each([
    [new Fault("LINE_REFUSED", "tcp://pbx:5038 refuses", "look"), "AMI_REFUSED"],
    [new Fault("LINE_ADDRESS", "no address", "look"), "AMI_ADDRESS"],
    [new Fault("LINE_UNREACHABLE", "far away", "look"), "AMI_UNREACHABLE"],
    [new Fault("OTHER", "else", "look"), "OTHER"],
    [new TypeError("mistake"), "TypeError: mistake"],
  ])("says why there is no line: %s", async (error, code) => {
    const { access } = amiBench({ open: () => Promise.reject(error) });
    expect(await faultIn(openAmi(access, unaborted))).toBe(code);
  });

  it("ends when nobody waits for it any more", async () => {
    const bench = amiBench();
    bench.twin.isSilent = true;
    const abort = new AbortController();
    const opening = openAmi(bench.access, abort.signal);
    await vi.advanceTimersByTimeAsync(1);
    abort.abort();
    expect(await faultIn(opening, 1)).toBe("AMI_CLOSED");
  });
});

describe("a question about all queues", () => {
  it("is answered when its last event has come", async () => {
    const bench = amiBench();
    bench.twin.queue("sales").change("PJSIP/101", {});
    const connection = await opened(bench);
    await connection.askQueues();
    expect(bench.heard).toEqual(["fullybooted", "queueparams", "queuemember", "queuestatuscomplete"]);
    await connection.close();
  });

  it("that nobody answers ends within ten seconds", async () => {
    const bench = amiBench();
    const connection = await opened(bench);
    bench.twin.isSilent = true;
    expect(await faultIn(connection.askQueues(), 10_000)).toBe("AMI_SILENT");
    await connection.close();
  });

  it("says when Asterisk has no queues", async () => {
    const bench = amiBench();
    bench.twin.hasQueues = false;
    const connection = await opened(bench);
    await expect(connection.askQueues()).rejects.toThrow("Invalid/unknown command");
    await connection.close();
  });

  it("ends with the line, and with what never ends", async () => {
    const bench = amiBench();
    const connection = await opened(bench);
    bench.twin.isSilent = true;
    const asked = faultIn(connection.askQueues(), 1);
    bench.twin.dropAll();
    expect(await asked).toBe("AMI_RESET");
    bench.twin.isSilent = false;
    const other = await opened(bench);
    bench.twin.babble(`${"y".repeat(10_000)}\r\n`.repeat(7));
    bench.twin.babble("Event: Late\r\n\r\n");
    expect((await other.lost).code).toBe("AMI_FLOOD");
    expect(bench.heard).not.toContain("late");
    await other.close();
  });

  it("ends when it cannot be sent", async () => {
    const bench = amiBench();
    const failing = async () => {
      const link = await bench.openLink();
      let writes = 0;
      const write = async (bytes: Uint8Array): Promise<void> => {
        writes += 1;
        if (writes === 3) throw new Fault("LINE_STUCK", "stuck", "look");
        if (writes === 4) throw new TypeError("mistake");
        await link.write(bytes);
      };
      return { ...link, write };
    };
    const connection = await opened({ ...bench, access: { ...bench.access, open: failing } });
    expect(await faultIn(connection.askQueues())).toBe("AMI_STUCK");
    expect(await faultIn(connection.askQueues())).toBe("TypeError: mistake");
    await connection.close();
  });
});
