// Reads the report of a suite: a line `passed failed skipped`, then what failed and why, then what needed a second try.
const { readFileSync } = require("node:fs");
const print = (...words) => process.stdout.write(`${words.join(" ")}\n`);
const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const tests = report.testResults.flatMap((file) =>
  file.assertionResults.map((test) => ({
    ...test,
    name: `${file.name.replace(/^.*\/test\//, "test/")} > ${test.fullName}`,
  })),
);
const broken = report.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
);
const skipped = report.numPendingTests + report.numTodoTests;
const failed = report.numTotalTests - report.numPassedTests - skipped + broken.length;
print(report.numPassedTests, failed, skipped);
const head = (text, lines) =>
  text
    .split("\n")
    .filter((line) => !line.includes("/node_modules/"))
    .slice(0, lines);
const say = (name, message, lines) =>
  print([name, ...head(message, lines).map((line) => `    ${line}`)].join("\n"));
for (const file of broken) say(`BROKEN ${file.name}`, file.message ?? "", 20);
for (const test of tests.filter((test) => test.status === "failed"))
  say(`FAILED ${test.name}`, test.failureMessages.join("\n"), 30);
for (const test of tests.filter((test) => test.status === "passed" && test.failureMessages.length > 0))
  say(`AGAIN  ${test.name}`, test.failureMessages[0], 6);
