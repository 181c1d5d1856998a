import { crc32 } from "node:zlib";

/** The longest fact, in bytes of UTF-8: what goes on the bus may not be longer either. */
export const MOST_FACT_BYTES = 65_536;

/** How a file of facts begins; the number is the version of the form. A new form must stay readable for the release before it. */
const TITLE = Buffer.from("bandeau facts 1\n", "ascii");
const ANY_TITLE = /^bandeau facts ([1-9]\d{0,3})\n/;
const MOST_TITLE_BYTES = 20;

/** Never a byte of UTF-8, so that no fact can hold what looks like a record. */
const MARK = 0xff;
const FACT = 1;
const ACKNOWLEDGED = 2;

const LENGTH_AT = 2;
const NUMBER_AT = 6;
const WALL_AT = 12;
const CHECK_AT = 18;
const HEAD_BYTES = 22;
/** Numbers and moments have six bytes. */
const MOST_SIX_BYTES = 2 ** 48 - 1;

/** A fact as it lies in the file. */
export interface FactRecord {
  readonly number: number;
  readonly text: string;
  /** The wall clock when it was appended; null when that clock was not known to be right. */
  readonly at: number | null;
  /** What it takes in the file. */
  readonly bytes: number;
}

/** What could be read of a file, whatever happened to it. */
export interface FactScan {
  /** Not acknowledged, in the order of their numbers. */
  readonly facts: readonly FactRecord[];
  /** Everything up to this number was acknowledged. */
  readonly acknowledged: number;
  /** Bytes at the end that are no whole record: what was being written when the power went. */
  readonly tornBytes: number;
  /** Bytes that are no record although records follow them, and in how many places. */
  readonly damagedBytes: number;
  readonly damagedPlaces: number;
  /** False when neither the title nor any record was found in a file that is not empty: somebody else's; or of a later form. */
  readonly isOurs: boolean;
  /** The version of a form that is not all readable here, as after a rollback to an older release; null when it is ours. */
  readonly laterForm: number | null;
}

/** Bytes that a fact takes in the file. */
export const factBytes = (payload: Uint8Array): number => HEAD_BYTES + payload.length;

export function encodeFact(number: number, at: number | null, payload: Uint8Array): Uint8Array {
  return encode(FACT, number, at ?? 0, payload);
}

/** Everything up to the number has arrived. */
export function encodeAcknowledged(number: number): Uint8Array {
  return encode(ACKNOWLEDGED, number, 0, new Uint8Array());
}

/** A whole new file. What was acknowledged is said twice: without it numbers would begin anew. */
export function encodeFile(acknowledged: number, facts: readonly FactRecord[]): Uint8Array {
  const mark = encodeAcknowledged(acknowledged);
  const records = facts.map(({ number, at, text }) => encodeFact(number, at, Buffer.from(text)));
  return Buffer.concat([TITLE, mark, mark, ...records]);
}

function encode(kind: number, number: number, at: number, payload: Uint8Array): Uint8Array {
  const record = Buffer.alloc(HEAD_BYTES + payload.length);
  record[0] = MARK;
  record[1] = kind;
  record.writeUInt32BE(payload.length, LENGTH_AT);
  record.writeUIntBE(number, NUMBER_AT, 6);
  record.writeUIntBE(Math.min(Math.max(Math.floor(at), 0), MOST_SIX_BYTES), WALL_AT, 6);
  record.set(payload, HEAD_BYTES);
  record.writeUInt32BE(checkOf(record), CHECK_AT);
  return record;
}

/** Over everything of a record but its mark and the check itself. */
function checkOf(record: Buffer): number {
  return crc32(record.subarray(HEAD_BYTES), crc32(record.subarray(1, CHECK_AT)));
}

/** The whole record at this place, or null. */
function recordAt(file: Buffer, place: number): Buffer | null {
  if (file[place] !== MARK || place + HEAD_BYTES > file.length) return null;
  const kind = file[place + 1];
  const length = file.readUInt32BE(place + LENGTH_AT);
  if ((kind !== FACT && kind !== ACKNOWLEDGED) || length > MOST_FACT_BYTES) return null;
  const record = file.subarray(place, place + HEAD_BYTES + length);
  if (record.length < HEAD_BYTES + length) return null;
  return record.readUInt32BE(CHECK_AT) === checkOf(record) ? record : null;
}

/** Where the next whole record begins; the file's length when there is none. */
function nextRecord(file: Buffer, from: number): number {
  for (let place = file.indexOf(MARK, from); place >= 0; place = file.indexOf(MARK, place + 1)) {
    if (recordAt(file, place) !== null) return place;
  }
  return file.length;
}

/** Reads what is left of a file: cut at any byte or damaged anywhere, every record that is whole is found again. */
export function scanFacts(bytes: Uint8Array): FactScan {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const hasTitle = file.subarray(0, TITLE.length).equals(TITLE);
  const facts: FactRecord[] = [];
  let acknowledged = 0;
  let records = 0;
  let tornBytes = 0;
  let damagedBytes = 0;
  let damagedPlaces = 0;
  let place = hasTitle ? TITLE.length : 0;
  while (place < file.length) {
    const record = recordAt(file, place);
    if (record === null) {
      const next = nextRecord(file, place + 1);
      if (next === file.length) {
        tornBytes = file.length - place;
      } else {
        damagedBytes += next - place;
        damagedPlaces++;
      }
      place = next;
      continue;
    }
    const read = decode(record);
    if (read.kind === ACKNOWLEDGED) acknowledged = Math.max(acknowledged, read.fact.number);
    else if (read.fact.number > (facts.at(-1)?.number ?? 0)) facts.push(read.fact);
    records++;
    place += record.length;
  }
  const waiting = facts.filter(({ number }) => number > acknowledged);
  // With a title of another number and nothing else amiss, it is the title that is damaged.
  const isWhole = records > 0 && damagedPlaces === 1 && tornBytes === 0;
  const laterForm = hasTitle || isWhole ? null : formOf(file);
  const isOurs = laterForm === null && (hasTitle || records > 0 || file.length === 0);
  return { facts: waiting, acknowledged, tornBytes, damagedBytes, damagedPlaces, isOurs, laterForm };
}

/** What the title says; null when there is none. */
function formOf(file: Buffer): number | null {
  const form = ANY_TITLE.exec(file.toString("latin1", 0, MOST_TITLE_BYTES))?.[1];
  return form === undefined ? null : Number(form);
}

function decode(record: Buffer): { kind: number | undefined; fact: FactRecord } {
  const number = record.readUIntBE(NUMBER_AT, 6);
  const wall = record.readUIntBE(WALL_AT, 6);
  const text = record.toString("utf8", HEAD_BYTES);
  const at = wall === 0 ? null : wall;
  return { kind: record[1], fact: { number, text, at, bytes: record.length } };
}
