// The membership server as a supervised server module.

import { serverModuleOf } from "../instance/server-module.ts";
import type { InstanceServerModule } from "../instance/server-module.ts";
import { MembershipServer } from "./membership.ts";
import type { MembershipMessage } from "./membership.ts";

/** The server module that connects the node of an instance. */
export const membershipModule: InstanceServerModule<MembershipMessage> = serverModuleOf((instance, actor) => {
  const server = new MembershipServer(instance, actor);
  server.open();
  return server;
});
