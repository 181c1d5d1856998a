import { Fault, reasonOf } from "../../ports/fault.ts";

const rights = "let this user write it in the broker's access list";

/** Codes of MQTT 3.1.1 (1 to 5) and MQTT 5 (from 128) that a person can act on: [fault code, what, advice]. */
const refusals: ReadonlyMap<number, readonly [string, string, string]> = new Map([
  [1, ["BROKER_VERSION", "does not speak this MQTT version", "set broker.protocol to auto"]],
  [132, ["BROKER_VERSION", "does not speak this MQTT version", "set broker.protocol to auto"]],
  [2, ["BROKER_ID_REFUSED", "refuses our client id", "choose another broker.clientId"]],
  [133, ["BROKER_ID_REFUSED", "refuses our client id", "choose another broker.clientId"]],
  [
    4,
    [
      "BROKER_REFUSED_LOGIN",
      "does not know this user or password",
      "check broker.username and the password file",
    ],
  ],
  [
    134,
    [
      "BROKER_REFUSED_LOGIN",
      "does not know this user or password",
      "check broker.username and the password file",
    ],
  ],
  [
    5,
    [
      "BROKER_NOT_AUTHORISED",
      "does not let us in",
      "check the user, the password and the broker's access list",
    ],
  ],
  [
    135,
    [
      "BROKER_NOT_AUTHORISED",
      "does not let us in",
      "check the user, the password and the broker's access list",
    ],
  ],
  [138, ["BROKER_NOT_AUTHORISED", "has banned us", "ask whoever runs the broker"]],
  [3, ["BROKER_UNAVAILABLE", "is not ready yet", "wait, or look at the broker's log"]],
  [136, ["BROKER_UNAVAILABLE", "is not ready yet", "wait, or look at the broker's log"]],
  [137, ["BROKER_UNAVAILABLE", "is busy", "wait, or look at the broker's log"]],
  [139, ["BROKER_UNAVAILABLE", "is shutting down", "wait, or look at the broker's log"]],
  [141, ["BROKER_LOST", "heard nothing from us in time", "check the network; is this machine overloaded?"]],
  [
    142,
    [
      "BROKER_ID_TAKEN",
      "gave our place to another client",
      "another controller uses the same client id: give each its own broker.clientId",
    ],
  ],
  [149, ["BUS_PAYLOAD_TOO_BIG", "finds our message too big", "raise max_packet_size of the broker"]],
  [152, ["BROKER_LOST", "ended our session by hand", "ask whoever runs the broker"]],
]);

/** The broker answered, and the answer was no. */
export function refusalFault(code: number, where: string, cause?: unknown): Fault {
  const [name, what, advice] = refusals.get(code) ?? [
    "BROKER_REFUSED",
    `refused us with code ${code}`,
    "look at the broker's log",
  ];
  return new Fault(name, `the broker ${where} ${what}`, advice, cause);
}

/** The broker would not take one message. */
export function publishFault(error: unknown, topic: string): Fault {
  const code = codeOf(error);
  if (code === 135) {
    return new Fault("BROKER_NOT_AUTHORISED", `the broker does not let us write ${topic}`, rights, error);
  }
  const what = `the broker did not take a message for ${topic}: ${reasonOf(error)}`;
  return new Fault("BUS_PUBLISH_REFUSED", what, "look at the broker's log", error);
}

const authority = "set broker.tls.caFile to the certificate of the authority that signed the broker's";
const clock = "is this machine's clock right? If it is, renew the broker's certificate";
const ownCertificate = "set broker.tls.certificateFile and keyFile to a certificate that the broker knows";

/** Error codes of Node's TLS: [fault code, what, advice]. */
const tlsCodes: ReadonlyMap<string, readonly [string, string, string]> = new Map(
  (
    [
      [
        [
          "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
          "UNABLE_TO_GET_ISSUER_CERT",
          "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
          "SELF_SIGNED_CERT_IN_CHAIN",
          "DEPTH_ZERO_SELF_SIGNED_CERT",
        ],
        ["BROKER_TLS_AUTHORITY", "has a certificate of an authority we do not know", authority],
      ],
      [["CERT_HAS_EXPIRED"], ["BROKER_TLS_EXPIRED", "has a certificate that has expired", clock]],
      [
        ["CERT_NOT_YET_VALID"],
        ["BROKER_TLS_NOT_YET_VALID", "has a certificate that is not valid yet", clock],
      ],
      [
        ["ERR_TLS_CERT_ALTNAME_INVALID"],
        [
          "BROKER_TLS_NAME",
          "has a certificate for another name",
          "write the name of the certificate in broker.urls, or have it reissued",
        ],
      ],
      [
        [
          "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
          "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
          "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
          "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
          "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN",
          "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
        ],
        ["BROKER_TLS_CERTIFICATE", "does not accept our certificate", ownCertificate],
      ],
      [
        ["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG", "EPROTO"],
        [
          "BROKER_TLS_NOT_SPOKEN",
          "does not speak TLS on this port",
          "use the TLS port, usually 8883, or mqtt:// instead of mqtts://",
        ],
      ],
    ] as const
  ).flatMap(([codes, row]) => codes.map((code) => [code, row] as const)),
);

const socketCodes: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "is the broker running, and is the port right?"],
  ["ENOTFOUND", "the name is unknown: check broker.urls and the name server"],
  ["EAI_AGAIN", "the name server does not answer: check the network"],
  ["EHOSTUNREACH", "check the network cable, the address and the firewall"],
  ["ENETUNREACH", "check the network cable, the address and the firewall"],
  ["ETIMEDOUT", "check the network cable, the address and the firewall"],
]);

/** No connection came about, or the one there was broke. */
export function socketFault(error: unknown, where: string, wasUp: boolean): Fault {
  const code = String(codeOf(error));
  const tls = tlsCodes.get(code);
  if (tls !== undefined) return new Fault(tls[0], `the broker ${where} ${tls[1]}`, tls[2], error);
  const advice = socketCodes.get(code) ?? "check the network, and look at the broker's log";
  return wasUp
    ? new Fault("BROKER_LOST", `the connection to ${where} broke: ${reasonOf(error)}`, advice, error)
    : new Fault("BROKER_UNREACHABLE", `no connection to ${where}: ${reasonOf(error)}`, advice, error);
}

/** The `code` of an error, where it has one. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
