import { join } from "node:path";
import { Fault } from "../ports/fault.ts";
import { NotAFile, openRegularFile, readRegularFile } from "../shared/regularFile.ts";
import { Secret } from "../shared/secret.ts";
import { reason, systemCode } from "./readText.ts";

/** No password is longer; a longer file is another file. */
const LONGEST_SECRET_BYTES = 4096;

/** Read permission for everybody, as in `chmod o+r`. */
const READABLE_BY_OTHERS = 0o004;

const CREDENTIAL = "credential:";

/**
 * The file that a reference names: itself, or for `credential:NAME` the one that systemd put there for this service;
 * a Fault where there can be none.
 */
export function secretFile(reference: string, credentialsFolder: string | undefined): string | Fault {
  if (!reference.startsWith(CREDENTIAL)) return reference;
  const name = reference.slice(CREDENTIAL.length);
  if (!/^[\w.-]+$/.test(name) || name === "." || name === "..")
    return new Fault(
      "SECRET_NAME",
      "this is no name of a credential",
      "write credential:NAME, as in LoadCredential=",
    );
  if (credentialsFolder === undefined)
    return new Fault(
      "SECRET_NO_CREDENTIALS",
      `credential ${name}: systemd gave this process no credentials`,
      `add LoadCredential=${name}:/etc/bandeau/${name} to the service, or name a file instead`,
    );
  return join(credentialsFolder, name);
}

/** Reads a password. Messages never hold what is in the file, nor the name somebody may have put the password in. */
export async function readSecret(reference: string, credentialsFolder: string | undefined): Promise<Secret> {
  const file = secretFile(reference, credentialsFolder);
  if (file instanceof Fault) throw file;
  const bytes = await readRegularFile(file, LONGEST_SECRET_BYTES).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (bytes.length > LONGEST_SECRET_BYTES)
    throw new Fault(
      "SECRET_TOO_LONG",
      `the password file is longer than ${LONGEST_SECRET_BYTES} bytes`,
      "it holds the password and nothing else",
    );
  const text = new TextDecoder().decode(bytes).replace(/\r?\n$/, "");
  if (text === "")
    throw new Fault("SECRET_EMPTY", "the password file is empty", "write the password into it, on one line");
  return new Secret(text);
}

/** Why a password file deserves a second look, or null. */
export async function secretWarning(file: string): Promise<Fault | null> {
  try {
    const handle = await openRegularFile(file);
    try {
      const { mode } = await handle.stat();
      if ((mode & READABLE_BY_OTHERS) === 0) return null;
    } finally {
      await handle.close();
    }
    return new Fault(
      "SECRET_READABLE",
      "everybody on this machine can read this file",
      "chmod o-r, and give it to the service's user",
    );
  } catch (cause) {
    return unreadable(cause);
  }
}

/** The file's name stays out of it: somebody may have written the password where the name belongs. */
function unreadable(cause: unknown): Fault {
  const code = systemCode(cause);
  const isPlain = cause instanceof NotAFile || ["ENOENT", "EACCES", "ELOOP"].includes(code);
  const what = isPlain ? reason(cause) : code;
  return new Fault(
    "SECRET_UNREADABLE",
    `this file cannot be read: ${what}`,
    "check the name, and that the service's user may read it",
  );
}
