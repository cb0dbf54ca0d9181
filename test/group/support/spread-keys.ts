// Keys in different shards.

import { shardKeyOf, shardOf } from "../../../src/group/tables/shard-key.ts";

/** Two keys of the default cluster in different shards. */
export function spreadKeys(prefix: string, shards: number): readonly [string, string] {
  const keyIn = (shard: number): string => {
    for (let index = 0; ; index += 1) {
      const key = `${prefix}${index}`;
      if (shardOf(shardKeyOf(undefined, key), shards) === shard) return key;
    }
  };
  return [keyIn(0), keyIn(1)];
}
