import { amiEvents } from "./amiEvents.ts";
import { barLine } from "./barLine.ts";
import { callcenterText } from "./callcenterText.ts";
import { jsonObject, jsonRows } from "./jsonRows.ts";
import { metricList } from "./metricList.ts";
import { o2gRti } from "./o2gRti.ts";
import type { ProfileReader } from "./profileReader.ts";
import { textTable } from "./textTable.ts";

/** Readers by the name that profiles use. A new one is a file of its own and a row here. */
export const readers = {
  "ami-events": amiEvents,
  "bar-line": barLine,
  "callcenter-text": callcenterText,
  "json-object": jsonObject,
  "json-rows": jsonRows,
  "metric-list": metricList,
  "o2g-rti": o2gRti,
  "text-table": textTable,
} as const satisfies Record<string, ProfileReader>;

export type ReaderName = keyof typeof readers;
