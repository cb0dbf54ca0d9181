// Executions that ran out of steps, as text: the starved or endlessly running tasks, and the remedy.

import type { Report, Unfinished } from "../../explore/index.ts";

/** The known reasons why executions ran out of steps; no lines when all of them ended. */
export function unfinishedLines({ undecided, unfinished }: Report): readonly string[] {
  if (undecided === 0) return [];
  const title = `${undecided} ${undecided === 1 ? "execution" : "executions"} ran out of steps`;
  if (unfinished.length === 0) return [`${title}; --max-steps allows more`];
  return [title, ...unfinished.flatMap((one) => reasonLines(one).map((line) => `  ${line}`))];
}

function reasonLines(unfinished: Unfinished): readonly string[] {
  const { index, kind, ran, strategy } = unfinished;
  const title = `execution ${index + 1}, chosen by ${strategy}: ${kind}`;
  const shares = ran.map(({ steps, who }) => `${who} (${whole(steps)})`).join(", ");
  if (kind === "endless") {
    return [
      `${title}, it kept running and no task was starved`,
      `  most steps of the second half: ${shares}; --max-steps allows more`,
    ];
  }
  const starved = unfinished.starved.map(({ operation, passedOver, since, waited, who }) => {
    const times = passedOver === waited ? `all ${whole(waited)}` : `${whole(passedOver)} of the ${whole(waited)}`;
    return `  ${who} could run ${operation} at ${times} steps from step ${whole(since)} on, but never did`;
  });
  return [
    title,
    ...starved,
    `  meanwhile ran: ${shares}`,
    "  The schedule was unfair, so this is no evidence against the program: use a fair strategy,",
    "  --strategy random, fair-pct or portfolio",
  ];
}

function whole(number: number): string {
  return number.toLocaleString("en-US");
}
