export type BrokerUrlResult =
  | { readonly ok: true; readonly tls: boolean; readonly key: string }
  | {
      readonly ok: false;
      readonly message: string;
      readonly instead: string | null;
      readonly advice: string;
    };

const FORM = "write mqtt://host:1883, or mqtts://host:8883 for an encrypted line";

/** Reads the address of a broker; nothing of its user part ever comes back. */
export function readBrokerUrl(text: string): BrokerUrlResult {
  const bare = /^[\w.-]+(:\d{1,5})?$/.test(text);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (bare || url === null || url.hostname === "")
    return refuse("is not the address of a broker", bare ? `mqtt://${text}` : null, FORM);
  const scheme = url.protocol.toLowerCase();
  const plain = `${scheme === "mqtts:" ? "mqtts" : "mqtt"}://${url.host}`;
  if (url.username !== "" || url.password !== "" || text.includes("@"))
    return refuse(
      "must not hold a user or a password",
      plain,
      "put the user in 'username', the password in a file, and the file's name in 'passwordFile'",
    );
  if (scheme !== "mqtt:" && scheme !== "mqtts:")
    return refuse(`begins with ${scheme}//, which this program does not speak`, null, FORM);
  if ((url.pathname !== "" && url.pathname !== "/") || url.search !== "" || url.hash !== "")
    return refuse("has something behind the host and port", plain, FORM);
  if (!/^([\w.-]+|\[[\da-f:.]+\])$/i.test(url.hostname) || url.port === "0")
    return refuse("is not the address of a broker", null, FORM);
  return { ok: true, tls: scheme === "mqtts:", key: plain.toLowerCase() };
}

const refuse = (message: string, instead: string | null, advice: string): BrokerUrlResult => ({
  ok: false,
  message,
  instead,
  advice,
});
