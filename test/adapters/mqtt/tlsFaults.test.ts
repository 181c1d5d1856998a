import { describe, expect, it } from "vitest";
import { tlsFault } from "../../../src/adapters/mqtt/tlsFaults.ts";

const error = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe("tlsFault", () => {
  // Codes and messages as Node 20 with OpenSSL 3 gives them.
  it.each([
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate", "BROKER_TLS_AUTHORITY"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "BROKER_TLS_AUTHORITY"],
    [
      "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
      "tlsv13 alert certificate required",
      "BROKER_TLS_CERTIFICATE",
    ],
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca", "BROKER_TLS_CERTIFICATE"],
    [
      "EPROTO",
      "write EPROTO 80:error:0A000410:SSL routines::sslv3 alert handshake failure",
      "BROKER_TLS_CERTIFICATE",
    ],
    ["EPROTO", "write EPROTO 80:error:0A00010B:SSL routines::wrong version number", "BROKER_TLS_NOT_SPOKEN"],
    [
      "EPROTO",
      "write EPROTO 80:error:0A00042E:SSL routines::tlsv1 alert protocol version",
      "BROKER_TLS_VERSION",
    ],
  ])("explains %s %s", (code, message, fault) => {
    expect(tlsFault(error(code, message), "broker:8883")?.code).toBe(fault);
  });

  it("leaves other errors to others", () => {
    expect(tlsFault(error("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1883"), "broker")).toBeNull();
    expect(tlsFault(new Error("keepalive timeout"), "broker")).toBeNull();
  });
});
