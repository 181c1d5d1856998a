import { isAbsolute, join } from "node:path";
import { Fault } from "../ports/fault.ts";
import { openRegularFile } from "../shared/regularFile.ts";
import type { Findings } from "./findings.ts";
import type { Path } from "./problem.ts";
import { secretFile, secretWarning } from "./readSecret.ts";
import { reason } from "./readText.ts";
import type { Site } from "./siteSchema.ts";

/** Where relative names begin, and where systemd put this service's credentials. */
export interface Surroundings {
  readonly folder: string;
  readonly credentialsFolder: string | undefined;
}

/** A file that a site names: relative names begin at the site's own file, whatever folder the process runs in. */
export const besideSite = (name: string, folder: string): string =>
  isAbsolute(name) || name.startsWith("credential:") ? name : join(folder, name);

/**
 * Looks at the files that a site names. All it finds are warnings: a configuration is also checked on a desk, where the
 * files of the controller are not.
 */
export async function checkFiles(
  { broker, agents }: Pick<Site, "broker" | "agents">,
  findings: Findings,
  around: Surroundings,
): Promise<void> {
  const { passwordFile, tls = {} } = broker;
  if (agents.keyFile !== undefined)
    await checkSecret(agents.keyFile, ["agents", "keyFile"], findings, around);
  if (passwordFile !== undefined)
    await checkSecret(passwordFile, ["broker", "passwordFile"], findings, around);
  if (tls.keyFile !== undefined)
    await checkSecret(tls.keyFile, ["broker", "tls", "keyFile"], findings, around);
  for (const key of ["caFile", "certificateFile"] as const) {
    const name = tls[key];
    if (name === undefined) continue;
    const problem = await openRegularFile(besideSite(name, around.folder)).then(
      (file) => file.close().then(() => null),
      reason,
    );
    if (problem !== null)
      findings.warning(["broker", "tls", key], `this file cannot be read: ${problem}`, {
        advice: "check the name, and that the service's user may read it",
      });
  }
}

async function checkSecret(
  name: string,
  path: Path,
  findings: Findings,
  around: Surroundings,
): Promise<void> {
  const isCredential = name.startsWith("credential:");
  // Only the service itself is given its credentials; elsewhere there is nothing to look at.
  const credentialsFolder = around.credentialsFolder ?? (isCredential ? around.folder : undefined);
  const file = secretFile(besideSite(name, around.folder), credentialsFolder);
  if (file instanceof Fault) findings.error(path, file.message, { advice: file.advice });
  else if (!isCredential) {
    const fault = await secretWarning(file);
    if (fault) findings.warning(path, fault.message, { advice: fault.advice });
  }
}
