// `assertExplore` and `assertVerify`, for any test runner.

import { exploreOn, verifyOn } from "../explore/index.ts";
import type { ExploreOptions, Host, PassedReport, Report, Subject, VerifyOptions } from "../explore/index.ts";
import { failureOf } from "./failure.ts";

/** Explores on `host` and throws unless the verdict is `passed`. */
export async function assertExploreOn(host: Host, subject: Subject, options?: ExploreOptions): Promise<PassedReport> {
  return passedOf(await exploreOn(host, subject, options, "assertExplore"), subject);
}

/** Verifies on `host` and throws unless the verdict is `passed`. */
export async function assertVerifyOn(host: Host, subject: Subject, options?: VerifyOptions): Promise<PassedReport> {
  return passedOf(await verifyOn(host, subject, options, "assertVerify"), subject);
}

function passedOf(report: Report, subject: Subject): PassedReport {
  if (report.verdict === "passed") return report;
  const name = typeof subject === "function" && subject.name !== "" ? subject.name : "program";
  throw failureOf(report, { replayCommand: (token) => `await replay(${name}, ${JSON.stringify(token)})` });
}
