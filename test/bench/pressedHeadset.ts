import { createServer, type Server, type Socket } from "node:net";
import {
  greetingLine,
  LineCutter,
  MOST_REPORT_LINE_BYTES,
  readReportLine,
  reportLine,
} from "../../src/ports/hidLines.ts";
import { describedHeadsets } from "../../src/simulated/headset/descriptors.ts";

/** How long a radio link takes until the headset has done what it was told. */
const OBEYS_AFTER_MS = 20;
/** The number of the reports that carry the hook, and of those that carry the LEDs. */
const TELEPHONY = 2;
const HOOK = 0x01;
const LINE = 0x02;
const OFF_HOOK_LED = 0x01;

/** A Jabra EVOLVE LINK at the end of a raw socket, so that a time is taken when bytes arrive and nothing comes between. */
export class PressedHeadset {
  readonly #server: Server;
  #socket: Socket | null = null;
  #isOffHook = false;
  #answered: ((at: number) => void) | null = null;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => this.#serve(socket));
  }

  static async listen(): Promise<PressedHeadset> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    return new PressedHeadset(server);
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the headset does not listen");
    return address.port;
  }

  get isOpen(): boolean {
    return this.#socket !== null;
  }

  /** Moves the hook. `answered` is called when the LED says the same as the hook. */
  press(answered: (at: number) => void): { readonly hook: "on" | "off"; readonly at: number } {
    this.#isOffHook = !this.#isOffHook;
    this.#answered = answered;
    const at = performance.now();
    this.#say(this.#isOffHook ? HOOK : LINE);
    return { hook: this.#isOffHook ? "off" : "on", at };
  }

  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#socket?.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#socket = socket;
    const lines = new LineCutter(MOST_REPORT_LINE_BYTES);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#socket = null;
    });
    socket.on("data", (bytes) => {
      const at = performance.now();
      for (const line of lines.feed(bytes) ?? []) this.#take(readReportLine(line), at);
    });
    const [jabra] = describedHeadsets;
    if (jabra === undefined) throw new Error("no headset is described");
    const { vendorId, productId, product, descriptor } = jabra;
    socket.write(
      greetingLine({
        vendorId,
        productId,
        product,
        serialNumber: null,
        descriptor: Uint8Array.from(Buffer.from(descriptor, "hex")),
      }),
    );
  }

  #take(report: Uint8Array | null, at: number): void {
    const [id, leds = 0] = report ?? [];
    if (id !== TELEPHONY || ((leds & OFF_HOOK_LED) !== 0) !== this.#isOffHook) return;
    const answered = this.#answered;
    this.#answered = null;
    if (answered === null) return;
    answered(at);
    // As the real one does, it says so when it has gone off or on hook.
    setTimeout(() => this.#say(this.#isOffHook ? HOOK | LINE : 0), OBEYS_AFTER_MS);
  }

  #say(bits: number): void {
    this.#socket?.write(reportLine(Uint8Array.of(TELEPHONY, bits, 0)));
  }
}
