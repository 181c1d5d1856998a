import { expect, it } from "vitest";
import { acdListCommand } from "../../src/cli/acdList.ts";

it("lists the ACDs with what each can tell, for people and as JSON", async () => {
  const said: string[] = [];
  const terminal = { write: (text: string) => void said.push(text) };
  expect(await acdListCommand({ json: false }, terminal)).toBe(0);
  expect(said.join("")).toMatch(/^cisco-uccx-csq +Cisco UCCX.*: \d+ figures/m);
  said.length = 0;
  await acdListCommand({ json: true }, terminal);
  const { profiles } = JSON.parse(said.join(""));
  const uccx = profiles.find(({ id }: { id: string }) => id === "cisco-uccx-csq");
  expect(uccx).toMatchObject({ reader: "json-rows", agents: false });
  expect(uccx.figures).toContain("now.waiting");
  expect(uccx.figures).not.toContain("totals.window");
});
