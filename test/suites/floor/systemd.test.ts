import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { floorTest as it } from "../floorBench.ts";
import { Bandeau } from "../process.ts";

const launch = join(import.meta.dirname, "../../../systemd/launch");

/** systemd's end of the socket. */
class NotifySocket {
  readonly folder = mkdtempSync(join(tmpdir(), "bandeau-notify-"));
  readonly path = join(this.folder, "notify");
  #heard = "";
  readonly #child = spawn("socat", ["-u", `UNIX-RECV:${this.path}`, "STDOUT"], {
    stdio: ["ignore", "pipe", "ignore"],
  });

  async listen(): Promise<this> {
    this.#child.stdout.on("data", (bytes: Buffer) => {
      this.#heard += bytes.toString();
    });
    await until(() => existsSync(this.path));
    return this;
  }

  /** What was said since the last time, once it holds this. */
  async says(pattern: RegExp): Promise<string> {
    await until(
      () => pattern.test(this.#heard),
      () => this.#heard,
    );
    const said = this.#heard;
    this.#heard = "";
    return said;
  }

  end(): void {
    this.#child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function until(isSo: () => boolean, tell: () => string = () => ""): Promise<void> {
  const late = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > late) throw new Error(`not so within 20 s: ${tell()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.concurrent("a daemon under systemd", () => {
  it("says that it is ready, that it lives, that it reloads, and that it stops", async ({
    bench,
    expect,
  }) => {
    const socket = await new NotifySocket().listen();
    bench.writeSite();
    const environment = { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: "1500000" };
    const daemon = new Bandeau(["run", "--config", bench.file.path], environment, "ignore", ["perl", launch]);
    try {
      expect(await socket.says(/READY=1.*WATCHDOG=1/s)).not.toContain("STOPPING");
      await socket.says(/STATUS=bus up; displays \d of 1/);
      await socket.says(/WATCHDOG=1.*WATCHDOG=1/s);
      daemon.signal("SIGHUP");
      expect(await socket.says(/RELOADING=1.*READY=1/s)).not.toContain("STOPPING");
      await daemon.line((line) => line.includes("configuration reloaded"));
      daemon.signal("SIGTERM");
      await socket.says(/STOPPING=1/);
      expect(await daemon.ended()).toBe(0);
    } finally {
      await daemon.kill();
      socket.end();
    }
  });

  it("says nothing more when its loop hangs, and nothing at all of a wrong configuration", async ({
    bench,
    expect,
  }) => {
    const socket = await new NotifySocket().listen();
    bench.writeSite();
    const environment = { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: "900000" };
    const daemon = new Bandeau(["run", "--config", bench.file.path], environment, "ignore", ["perl", launch]);
    try {
      await socket.says(/WATCHDOG=1/);
      daemon.signal("SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, 500));
      await socket.says(/|/);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(await socket.says(/|/)).toBe("");
      daemon.signal("SIGCONT");
      await socket.says(/WATCHDOG=1/);
      await daemon.kill();
      bench.file.writeText("version: 1\nnonsense: true\n");
      await socket.says(/|/);
      const wrong = new Bandeau(["run", "--config", bench.file.path], environment, "ignore", [
        "perl",
        launch,
      ]);
      expect(await wrong.ended()).toBe(78);
      expect(await socket.says(/|/)).toBe("");
    } finally {
      await daemon.kill();
      socket.end();
    }
  });
});
