import assert from "node:assert/strict";
import { test } from "node:test";

import { assertVerify, explore, join, replay, spawn } from "heddle";
import { table } from "heddle/memory";

import { checkThenSignUp, signUp } from "./sign-up.ts";
import type { Answer, User, Users } from "./sign-up.ts";

/** The database of the tests. Every operation on a table of heddle is a point at which another actor may come first. */
function memoryUsers(): Users {
  const rows = table<string, User>("users");
  return {
    find: (email) => rows.get(email),
    insert: (user) => rows.insert(user.email, user),
    insertUnique: (user) => rows.insertNew(user.email, user),
  };
}

/** Two people sign up with one address at the same time. */
const twoSignUps = (register: typeof signUp) => async () => {
  const users = memoryUsers();
  const answers: Answer[] = [];
  const visitor = (name: string) => async () => {
    answers.push(await register(users, { email: "info@example.com", name }));
  };
  const ann = await spawn("ann", visitor("Ann"));
  const ben = await spawn("ben", visitor("Ben"));
  await join(ann);
  await join(ben);
  assert.deepEqual(answers.toSorted(), ["taken", "welcome"]);
};

test("checking first lets two people have one address", async () => {
  const program = twoSignUps(checkThenSignUp);
  const report = await explore(program);
  assert.equal(report.verdict, "violated");

  const [found] = report.counterexamples;
  assert.ok(found !== undefined);
  const again = await replay(program, found.token);
  assert.equal(again.signature, found.signature);
});

test("with a unique index one of the two is refused, in every interleaving", async () => {
  await assertVerify(twoSignUps(signUp));
});
