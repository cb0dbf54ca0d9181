// Packages without types, or with types that modules cannot import. What races use of them they say themselves.

declare module "sharedb-*/lib/client/connection.js" {
  const Connection: unknown;
  export default Connection;
}

declare module "sockette-2.0.5" {
  const sockette: unknown;
  export default sockette;
}

declare module "sockette-2.0.6" {
  const sockette: unknown;
  export default sockette;
}

declare module "pg-pool-*" {
  const Pool: unknown;
  export default Pool;
}

declare module "lockfile-*" {
  const lockFile: {
    lock(path: string, options: object, callback: (error?: Error | null) => void): void;
  };
  export default lockFile;
}

declare module "broadcast-channel" {
  export class BroadcastChannel {
    constructor(name: string, options: { readonly type: "simulate" });
    close(): Promise<void>;
  }

  export interface LeaderElector {
    readonly isLeader: boolean;
    awaitLeadership(): Promise<void>;
    die(): Promise<void>;
  }

  export function createLeaderElection(channel: BroadcastChannel): LeaderElector;
}
