import { Fault } from "../ports/fault.ts";

const check = "check the address, port 5038 unless manager.conf says otherwise, and any firewall between";

/** What the line to Asterisk says, in the words of somebody who has manager.conf before them. */
export function lineFault(address: string, thrown: Fault): Fault {
  if (!thrown.code.startsWith("LINE_")) return thrown;
  const code = thrown.code.replace("LINE_", "AMI_");
  if (thrown.code === "LINE_REFUSED")
    return new Fault(
      code,
      `${address} refuses the connection`,
      "is Asterisk running, and does manager.conf say enabled = yes with a bindaddr that we can reach?",
      thrown,
    );
  if (thrown.code === "LINE_RESET")
    return new Fault(
      code,
      `${address} ended the connection`,
      "Asterisk was stopped or restarted, or its deny and permit lines do not let this machine in",
      thrown,
    );
  if (thrown.code === "LINE_ADDRESS")
    return new Fault(
      code,
      `'${address}' is no address`,
      "write --ami host:port, such as 192.168.1.5:5038",
      thrown,
    );
  return new Fault(code, thrown.message.replace(/^tcp:\/\//, ""), check, thrown);
}

export const notAsterisk = (address: string, greeting: string | null): Fault =>
  new Fault(
    "AMI_NOT_ASTERISK",
    greeting === null
      ? `${address} took the connection and says nothing`
      : `${address} is no manager interface: it does not begin with "Asterisk Call Manager"`,
    check,
  );

export const refusedLogin = (address: string, user: string): Fault =>
  new Fault(
    "AMI_REFUSED_LOGIN",
    `${address} refuses the login of '${user}'`,
    "compare the user and the secret with manager.conf, and its permit line with this machine's address",
  );

export const noChallenge = (address: string): Fault =>
  new Fault(
    "AMI_NO_CHALLENGE",
    `${address} does not offer an MD5 challenge`,
    "give --plain-login if the network between may see the password",
  );

export const silentAmi = (address: string, seconds: number): Fault =>
  new Fault(
    "AMI_SILENT",
    `${address} has not answered within ${seconds} s`,
    "Asterisk may be overloaded or the network gone: look at it with `asterisk -rx 'queue show'`",
  );

export const noQueues = (address: string, said: string): Fault =>
  new Fault(
    "AMI_NO_QUEUES",
    `${address} does not tell of queues: ${said}`,
    "load app_queue, and give the user `read = agent,system` in manager.conf",
  );

export const floodedAmi = (address: string, what: "a line" | "an event"): Fault =>
  new Fault(
    "AMI_FLOOD",
    `${address} sent ${what} without an end`,
    "this is no manager interface, or the connection is damaged",
  );
