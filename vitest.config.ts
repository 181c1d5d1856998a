import { defineConfig } from "vitest/config";

/** Suites beside the unit tests: each needs something that npm alone cannot give, and says so when it is missing. */
const suite = (name: string) => ({
  test: {
    name,
    include: [`test/suites/${name}/**/*.test.ts`],
    setupFiles: ["test/seed.ts"],
    // Real processes, brokers and lines on a machine that others use too: a test may be tried twice. `.ci/run` says which were.
    retry: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    pool: "forks" as const,
  },
});

/** A file for the counts of a run, for whoever adds them up. */
const report = process.env["VITEST_REPORT"];

export default defineConfig({
  test: {
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/suites/**"],
          setupFiles: ["test/seed.ts"],
          isolate: false,
          testTimeout: 60_000,
        },
      },
      suite("line"),
      suite("broker"),
      suite("day"),
      suite("floor"),
      suite("evening"),
      suite("crash"),
      suite("gpio"),
      suite("soak"),
      suite("faults"),
      suite("chaos"),
      suite("cluster"),
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/main.ts"],
      reporter: ["text-summary", ["text", { skipFull: true }]],
      thresholds: {
        "src/{app,config,domain,drivers,shared}/**": { 100: true },
        "src/adapters/**": { statements: 90, branches: 90, functions: 90, lines: 90 },
      },
    },
  },
});
