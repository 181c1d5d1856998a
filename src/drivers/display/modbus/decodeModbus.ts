import { answerAt, type Found, type ModbusFrame, requestAt } from "./frames.ts";

export interface DecodedModbus {
  readonly frames: readonly ModbusFrame[];
  /** Which bytes were no frame. */
  readonly errors: readonly string[];
}

/** More complaints than this are noise, not information. */
const mostErrors = 100;

/**
 * Reads whatever bytes there are, requests and answers mixed; where both would fit it is a request. What has no right
 * checksum is told in `errors`. Never throws.
 */
export function decodeModbus(bytes: Uint8Array): DecodedModbus {
  const frames: ModbusFrame[] = [];
  const errors: string[] = [];
  let noise = 0;
  const tellNoise = (end: number): void => {
    if (noise > 0 && errors.length < mostErrors)
      errors.push(`${noise} bytes from byte ${end - noise} are no frame with a right checksum`);
    noise = 0;
  };
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const request: Found<ModbusFrame> = requestAt(rest);
    const found = request.kind === "frame" ? request : answerAt(rest);
    if (found.kind === "frame") {
      tellNoise(at);
      frames.push(found.frame);
      at += found.length;
    } else {
      noise += 1;
      at += 1;
    }
  }
  tellNoise(bytes.length);
  return { frames, errors };
}
