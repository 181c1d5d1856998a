import { Fault } from "../../ports/fault.ts";

interface TlsTrouble {
  /** What to look for in the code and the message of an error of Node's TLS or of OpenSSL. */
  readonly signs: RegExp;
  readonly fault: string;
  readonly what: string;
  readonly advice: string;
}

const clock = "is this machine's clock right? If it is, renew the broker's certificate";

/** OpenSSL names the same trouble in several ways, and Node hides some of them behind EPROTO. */
const troubles: readonly TlsTrouble[] = [
  {
    signs: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT/,
    fault: "BROKER_TLS_AUTHORITY",
    what: "has a certificate of an authority we do not know",
    advice: "set broker.tls.caFile to the certificate of the authority that signed the broker's",
  },
  {
    signs: /CERT_HAS_EXPIRED/,
    fault: "BROKER_TLS_EXPIRED",
    what: "has a certificate that has expired",
    advice: clock,
  },
  {
    signs: /CERT_NOT_YET_VALID/,
    fault: "BROKER_TLS_NOT_YET_VALID",
    what: "has a certificate that is not valid yet",
    advice: clock,
  },
  {
    signs: /ERR_TLS_CERT_ALTNAME_INVALID/,
    fault: "BROKER_TLS_NAME",
    what: "has a certificate for another name",
    advice: "write the name of the certificate in broker.urls, or have it reissued",
  },
  {
    signs: /alert protocol version|UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION/,
    fault: "BROKER_TLS_VERSION",
    what: "speaks another version of TLS",
    advice: "let the broker speak TLS 1.2 or newer",
  },
  {
    signs:
      /ALERT_(CERTIFICATE|BAD_CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA)|alert (certificate|bad certificate|handshake failure|unknown ca)/,
    fault: "BROKER_TLS_CERTIFICATE",
    what: "does not accept our certificate",
    advice: "set broker.tls.certificateFile and keyFile to a certificate that the broker knows",
  },
  {
    signs: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long/,
    fault: "BROKER_TLS_NOT_SPOKEN",
    what: "does not speak TLS on this port",
    advice: "use the TLS port, usually 8883, or mqtt:// instead of mqtts://",
  },
];

/** The error in plain words when it is one of TLS, else null. */
export function tlsFault(error: Error, where: string): Fault | null {
  const told = `${"code" in error ? error.code : ""} ${error.message}`;
  const trouble = troubles.find(({ signs }) => signs.test(told));
  return trouble === undefined
    ? null
    : new Fault(trouble.fault, `the broker ${where} ${trouble.what}`, trouble.advice, error);
}
