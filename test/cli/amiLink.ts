import { createHash } from "node:crypto";
import { Subject } from "rxjs";
import type { AmiAccess } from "../../src/cli/openAmi.ts";
import { Fault } from "../../src/ports/fault.ts";
import type { SerialLink } from "../../src/ports/serialLink.ts";
import { Secret } from "../../src/shared/secret.ts";
import { AmiTwin } from "../../src/simulated/amiTwin.ts";

/** A line to an Asterisk's twin in the same process, without a network. */
export function amiBench(changes: Partial<AmiAccess> = {}) {
  const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
  const twin = new AmiTwin({ user: "wall", secret: "s3cret", md5, now: () => 1_768_208_400 });
  const heard: string[] = [];
  const written: string[] = [];
  let closed = 0;
  const openLink = async (): Promise<SerialLink> => {
    const received = new Subject<Uint8Array>();
    let lose: (fault: Fault) => void = () => undefined;
    const lost = new Promise<Fault>((resolve) => {
      lose = resolve;
    });
    const reset = (): void => lose(new Fault("LINE_RESET", "ended", "look"));
    let isOpen = false;
    const early: string[] = [];
    const write = (text: string): void =>
      void (isOpen ? received.next(new TextEncoder().encode(text)) : early.push(text));
    const client = twin.connect(write, reset);
    // As on a network, the greeting comes after the connection.
    setImmediate(() => {
      isOpen = true;
      for (const text of early) write(text);
    });
    return {
      bytes$: received,
      lost,
      write: async (bytes) => {
        const text = new TextDecoder().decode(bytes);
        written.push(text);
        client.receive(text);
      },
      close: async () => {
        closed += 1;
        client.gone();
        lose(new Fault("LINE_CLOSED", "closed", "nothing"));
      },
    };
  };
  const access: AmiAccess = {
    address: "pbx:5038",
    open: openLink,
    user: "wall",
    secret: new Secret("s3cret"),
    plain: false,
    onEvent: (_, event) => void heard.push(event.kind),
    ...changes,
  };
  return { twin, access, heard, written, openLink, closed: () => closed };
}
