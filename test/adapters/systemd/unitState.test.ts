import { describe, expect, it } from "vitest";
import { askProgram, unitState } from "../../../src/adapters/systemd/unitState.ts";

/** As `systemctl show` of systemd 252 prints it. */
const shown = `LoadState=loaded
ActiveState=activating
SubState=auto-restart
UnitFileState=enabled
Result=exit-code
ExecMainStatus=1
NRestarts=7
MainPID=0
User=bandeau
SupplementaryGroups=dialout gpio
`;

describe("a unit of systemd", () => {
  it("is read from what systemctl shows", async () => {
    const asked: string[] = [];
    const unit = await unitState("bandeau.service", async (program, words) => {
      asked.push([program, ...words].join(" "));
      return shown;
    });
    expect(asked[0]).toMatch(/^systemctl show bandeau\.service --property=LoadState,ActiveState/);
    expect(unit).toEqual({
      name: "bandeau.service",
      active: "activating",
      sub: "auto-restart",
      file: "enabled",
      result: "exit-code",
      exitStatus: 1,
      restarts: 7,
      pid: 0,
      user: "bandeau",
      groups: ["dialout", "gpio"],
    });
  });

  it("is none where systemd has not loaded one, or where there is no systemd", async () => {
    expect(
      await unitState("x.service", async () => "LoadState=not-found\nActiveState=inactive\n"),
    ).toBeNull();
    expect(await unitState("x.service", async () => null)).toBeNull();
    expect(await unitState("x.service", async () => "LoadState=loaded\n")).toMatchObject({
      user: "",
      groups: [],
    });
  });
});

describe("a program that is asked", () => {
  it("answers with what it prints, and with nothing when it fails or is missing", async () => {
    expect(await askProgram(process.execPath, ["-e", "console.log(6 * 7)"])).toBe("42\n");
    expect(await askProgram(process.execPath, ["-e", "process.exitCode = 3"])).toBeNull();
    expect(await askProgram("/nowhere/at-all", [])).toBeNull();
  });
});
