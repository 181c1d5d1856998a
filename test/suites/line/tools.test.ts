import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bandeau, bandeau, eventually } from "../process.ts";
import { SignProcess } from "../signProcess.ts";
import { PtyPair } from "../socat.ts";
import { Started } from "../started.ts";

describe("the tools of somebody on a ladder", () => {
  let started: Started;
  let cable: PtyPair;
  let sign: SignProcess;

  beforeEach(async () => {
    started = new Started();
    cable = new PtyPair();
    started.add(() => cable.end());
    await cable.plug(async () => {
      sign = await SignProcess.start(["--tty", cable.theirs]);
    });
    started.add(() => sign.process.kill());
  });
  afterEach(() => started.end());

  const at = (port: string): string[] => ["--model", "alpha-4120c", "--port", port];
  const shows = (text: string): Promise<boolean> =>
    eventually(
      () => sign.lines.join("").includes(text),
      10_000,
      () => sign.history.join("\n"),
    );

  it("show a message, test a display, let it say who it is, and clear it", async () => {
    const shown = await bandeau("display", "show", "BONJOUR", "--colour", "red", ...at(cable.ours));
    expect([shown.code, shown.errors]).toEqual([0, ""]);
    await shows("BONJOUR");
    expect(sign.lookOf("BONJOUR")?.colour).toBe("red");
    const tested = await bandeau("display", "test", "--seconds", "0.2", ...at(cable.ours));
    expect(tested.code).toBe(0);
    const seen = sign.history.join("\n");
    for (const text of ["8".repeat(20), "2".repeat(20), "ABCDEFG"]) expect(seen).toContain(text);
    const identified = await bandeau("display", "identify", "--seconds", "0.2", ...at(cable.ours));
    expect(identified.code).toBe(0);
    await shows("ours");
    expect(sign.history.join("\n")).toContain("Adaptive Alpha 4120C");
    expect((await bandeau("display", "clear", ...at(cable.ours))).code).toBe(0);
    await eventually(
      () => sign.lines.join("").trim() === "",
      5_000,
      () => sign.history.join("\n"),
    );
  });

  it("try the serial settings of an Alpha sign, and leave the usual one on it", async () => {
    const probed = await bandeau("display", "test", "--probe", "--seconds", "0.1", ...at(cable.ours));
    expect([probed.code, probed.errors]).toEqual([0, ""]);
    await shows("9600 7E1");
    expect(sign.history.join("\n")).toContain("1200 7E2");
  }, 90_000);

  it("name the daemon when the port is taken", async () => {
    const first = new Bandeau(["display", "test", "--seconds", "20", ...at(cable.ours)]);
    started.add(() => first.kill());
    await first.line((line) => line.startsWith("1/"));
    await shows("8");
    const second = await bandeau("display", "show", "X", ...at(cable.ours));
    expect(second.code).toBe(1);
    expect(second.errors).toContain("sudo systemctl stop bandeau");
    expect(await first.stop()).toBe(1);
  });

  it("sit between an old server and its display, and tell what they say", async () => {
    const upstream = new PtyPair();
    started.add(() => upstream.end());
    await upstream.plug();
    const sniff = new Bandeau(["wire", "sniff", "--tty", upstream.theirs, "--pass", cable.ours, "--json"]);
    started.add(() => sniff.kill());
    await eventually(
      () => sniff.errors.some((line) => line.includes("listening")),
      10_000,
      () => sniff.said(),
    );
    expect((await bandeau("display", "show", "BONJOUR", ...at(upstream.ours))).code).toBe(0);
    await shows("BONJOUR");
    const heard = await sniff.line((line) => line.includes("BONJOUR") && line.includes("writeString"));
    expect(JSON.parse(heard)).toMatchObject({ from: "tty > pass", protocol: "alpha", errors: [] });
    expect(await sniff.stop()).toBe(0);
    expect(sniff.errors.join("\n")).toContain("nearly sure alpha: 100 %");
  });
});
