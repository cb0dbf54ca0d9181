// Executions that ran out of steps, in words: who was passed over or who went on and on, and what to do about it.

import type { Report, Unfinished } from "../../explore/index.ts";

/** Why executions ran out of steps, as far as that is known, in lines; none when all of them ended. */
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
      `${title}, it went on and on, and nobody was passed over`,
      `  most steps of the second half: ${shares}; --max-steps allows more`,
    ];
  }
  const starved = unfinished.starved.map(({ operation, passedOver, since, waited, who }) => {
    const times = passedOver === waited ? `all ${whole(waited)}` : `${whole(passedOver)} of the ${whole(waited)}`;
    return `  ${who} could go on in ${operation} at ${times} steps from step ${whole(since)} on, and never did`;
  });
  return [
    title,
    ...starved,
    `  meanwhile ran: ${shares}`,
    "  The schedule was unfair, so this says nothing against the program: take a fair strategy,",
    "  --strategy random, fair-pct or portfolio",
  ];
}

function whole(number: number): string {
  return number.toLocaleString("en-US");
}
