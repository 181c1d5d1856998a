import { functionCode, type ModbusAnswer, type ModbusRequest } from "./frames.ts";

/** Why a slave refuses (Modbus Application Protocol V1.1b3, 7). */
const refusal = { illegalFunction: 1, illegalAddress: 2, illegalValue: 3, deviceFailure: 4 } as const;

/** The most registers that one request may name (the same document, 6.3 and 6.12). */
const mostRead = 125;
const mostWritten = 123;

/** The registers of a slave, from 0 on without a gap, and what it answers to those who ask for them. */
export class RegisterFile {
  readonly #registers: number[];
  /** A slave that cannot do what it should. */
  isDefective = false;

  constructor(size: number) {
    this.#registers = new Array<number>(size).fill(0);
  }

  from(first: number, count: number): number[] {
    return this.#registers.slice(first, first + count);
  }

  /** Obeys a request, and answers as the standard says. */
  answer(request: ModbusRequest): ModbusAnswer {
    switch (request.name) {
      case "readRegisters":
        return this.#read(request);
      case "writeRegister":
        return this.#write(request, functionCode.writeRegister, [request.value]) ?? request;
      case "writeRegisters": {
        const { slave, register, values } = request;
        const written = { name: "registersWritten", slave, register, count: values.length } as const;
        return this.#write(request, functionCode.writeRegisters, values) ?? written;
      }
      case "other": {
        const isKnown = Object.values<number>(functionCode).includes(request.function);
        const reason = isKnown ? refusal.illegalValue : refusal.illegalFunction;
        return refuse(request.slave, request.function, reason);
      }
    }
  }

  #read({ slave, register, count }: Extract<ModbusRequest, { name: "readRegisters" }>): ModbusAnswer {
    const code = functionCode.readRegisters;
    if (count < 1 || count > mostRead) return refuse(slave, code, refusal.illegalValue);
    if (register + count > this.#registers.length) return refuse(slave, code, refusal.illegalAddress);
    return { name: "registers", slave, values: this.from(register, count) };
  }

  /** Null when it was written; else the refusal. */
  #write(
    { slave, register }: { readonly slave: number; readonly register: number },
    code: number,
    values: readonly number[],
  ): ModbusAnswer | null {
    if (values.length < 1 || values.length > mostWritten) return refuse(slave, code, refusal.illegalValue);
    if (register + values.length > this.#registers.length) return refuse(slave, code, refusal.illegalAddress);
    if (this.isDefective) return refuse(slave, code, refusal.deviceFailure);
    this.#registers.splice(register, values.length, ...values);
    return null;
  }
}

const refuse = (slave: number, code: number, reason: number): ModbusAnswer => ({
  name: "exception",
  slave,
  function: code,
  code: reason,
});
