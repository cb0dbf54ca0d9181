// The parts of packages without types that the drivers use.

declare module "async" {
  export function queue<Task>(
    worker: (task: Task) => Promise<void>,
    concurrency: number,
  ): { push(task: Task): Promise<void> };
}

declare module "async-lock" {
  export default class AsyncLock {
    acquire<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  }
}

declare module "promise-queue" {
  export default class PromiseQueue {
    constructor(concurrency: number);
    add<Result>(work: () => Promise<Result>): Promise<Result>;
  }
}
