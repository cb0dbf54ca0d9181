// The types of async-mutex that the scenarios use: its exports have no types for ES modules.

declare module "async-mutex-0.2.4" {
  export class Mutex {
    acquire(): Promise<() => void>;
    release(): void;
  }
}

declare module "async-mutex-0.2.6" {
  export class Mutex {
    acquire(): Promise<() => void>;
    release(): void;
  }
}
