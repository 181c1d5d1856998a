import { readBrokerUrl } from "./brokerUrl.ts";
import { readHostAndPort } from "./displayPort.ts";
import { quoted } from "./plainWords.ts";
import type { Round } from "./siteChecks.ts";
import { isTimeZone } from "./timeZone.ts";

/** Checks the addresses that this controller calls or listens on. */
export function checkBroker({ draft, findings }: Round): void {
  const { broker } = draft.site;
  const seen = new Map<string, number>();
  let mayBeEncrypted = false;
  for (const [index, written] of broker.urls.entries()) {
    const path = ["broker", "urls", index];
    const address = readBrokerUrl(written);
    if (!address.ok) {
      mayBeEncrypted = true;
      findings.error(path, `${quoted(written)} ${address.message}`, address);
      continue;
    }
    const earlier = seen.get(address.key);
    if (earlier !== undefined)
      findings.warning(path, `the same broker as broker.urls.${earlier}`, {
        advice: "one of the two is enough",
      });
    seen.set(address.key, earlier ?? index);
    mayBeEncrypted ||= address.tls;
  }
  checkLogin(broker, findings);
  checkTls(broker, mayBeEncrypted, findings);
}

function checkLogin(broker: Round["draft"]["site"]["broker"], findings: Round["findings"]): void {
  if (broker.passwordFile !== undefined && broker.username === undefined)
    findings.error(["broker"], "passwordFile without username", {
      at: "key",
      advice: "a broker takes a password only together with a user",
    });
  if (broker.username !== undefined && broker.passwordFile === undefined)
    findings.warning(["broker", "username"], "a user without a password", {
      advice: "name the file that holds the password in 'passwordFile'",
    });
}

function checkTls(
  broker: Round["draft"]["site"]["broker"],
  mayBeEncrypted: boolean,
  findings: Round["findings"],
): void {
  const { tls } = broker;
  if (tls === undefined) return;
  const path = ["broker", "tls"];
  if ((tls.certificateFile === undefined) !== (tls.keyFile === undefined))
    findings.error(path, "certificateFile and keyFile belong together", {
      at: "key",
      advice: "a certificate without its key proves nothing: give both or neither",
    });
  if (!mayBeEncrypted)
    findings.warning(path, "no broker is called with mqtts://, so this has no effect", {
      at: "key",
      advice: "write mqtts://host:8883 in broker.urls",
    });
}

/** Checks where metrics are served. */
export function checkMetrics({ draft, findings }: Round): void {
  const { metrics } = draft.site;
  if (metrics === undefined) return;
  const path = ["metrics", "listen"];
  const address = readHostAndPort(metrics.listen);
  if (address === null) {
    const port = /^:?(\d{1,5})$/.exec(metrics.listen)?.[1];
    const instead = port === undefined ? null : `127.0.0.1:${port}`;
    findings.error(path, `${quoted(metrics.listen)} is not an address and a port`, {
      instead,
      advice: "write it as 127.0.0.1:9464",
    });
  } else if (address.host === "0.0.0.0" || address.host === "::")
    findings.warning(path, "anybody on the network can read the metrics there", {
      advice: "127.0.0.1 keeps them on this machine",
    });
}

/** Checks that the time zone exists. */
export function checkTimeZone({ draft, findings }: Round): void {
  const { timeZone } = draft.site;
  if (timeZone === undefined || isTimeZone(timeZone)) return;
  const advice = "write the region and the city: Europe/Paris";
  findings.error(["timeZone"], `there is no time zone ${quoted(timeZone)}`, { advice });
}
