// Queues, pools and locks of npm, unmodified, as a user would share one among actors: at most one job runs at a time.

import { queue } from "async";
import AsyncLock from "async-lock";
import { Sema } from "async-sema";
import Bottleneck from "bottleneck";
import fastq from "fastq";
import { createPool } from "generic-pool";
import pDebounce from "p-debounce";
import pLimit from "p-limit";
import PQueue from "p-queue";
import pThrottle from "p-throttle";
import PromiseQueue from "promise-queue";
import { Pool } from "tarn";

import type { ExploreOptions } from "heddle";

/** Runs a job through the shared object of a package. */
export type Push = (job: () => Promise<void>) => Promise<void>;

/** One package. */
export interface Driver {
  readonly name: string;
  /** Creates the shared object of one execution. */
  readonly create: () => Push;
  /** Whether jobs exclude each other, so that no more than one runs at a time. */
  readonly isExclusive: boolean;
  /** Finite time-outs of a package may expire in competing time. */
  readonly time?: ExploreOptions["time"];
}

/** All packages. */
export const DRIVERS: readonly Driver[] = [
  { name: "p-limit", isExclusive: true, create: () => pLimit(1) },
  {
    name: "p-queue",
    isExclusive: true,
    create: () => {
      const jobs = new PQueue({ concurrency: 1 });
      return (job) => jobs.add(job);
    },
  },
  {
    name: "async.queue",
    isExclusive: true,
    create: () => {
      const jobs = queue(async (job: () => Promise<void>) => {
        await job();
      }, 1);
      return (job) => jobs.push(job);
    },
  },
  {
    name: "bottleneck",
    isExclusive: true,
    create: () => {
      const limiter = new Bottleneck({ maxConcurrent: 1 });
      return (job) => limiter.schedule(job);
    },
  },
  {
    name: "fastq",
    isExclusive: true,
    create: () => {
      const jobs = fastq.promise((job: () => Promise<void>) => job(), 1);
      return (job) => jobs.push(job);
    },
  },
  {
    name: "async-lock",
    isExclusive: true,
    create: () => {
      const lock = new AsyncLock();
      return (job) => lock.acquire("key", job);
    },
  },
  {
    name: "tarn",
    isExclusive: true,
    time: "lazy",
    create: () => {
      const pool = new Pool({ create: async () => ({}), destroy: () => undefined, min: 0, max: 1 });
      return async (job) => {
        const resource = await pool.acquire().promise;
        try {
          await job();
        } finally {
          pool.release(resource);
        }
      };
    },
  },
  {
    name: "generic-pool",
    isExclusive: true,
    create: () => {
      const pool = createPool({ create: async () => ({}), destroy: async () => undefined }, { max: 1 });
      return (job) => pool.use(job);
    },
  },
  {
    name: "p-throttle",
    isExclusive: false,
    create: () => pThrottle({ limit: 1, interval: 10 })((job: () => Promise<void>) => job()),
  },
  {
    name: "p-debounce",
    isExclusive: false,
    create: () => pDebounce((job: () => Promise<void>) => job(), 5),
  },
  {
    name: "async-sema",
    isExclusive: true,
    create: () => {
      const semaphore = new Sema(1);
      return async (job) => {
        await semaphore.acquire();
        try {
          await job();
        } finally {
          semaphore.release();
        }
      };
    },
  },
  {
    name: "promise-queue",
    isExclusive: true,
    create: () => {
      const jobs = new PromiseQueue(1);
      return (job) => jobs.add(job);
    },
  },
];
