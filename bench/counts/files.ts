// Prints how many files `import "heddle"` loads, in a process that has loaded none of them.

import { Session } from "node:inspector";

const session = new Session();
session.connect();
let files = 0;
session.on("Debugger.scriptParsed", ({ params: { url } }) => {
  if (url.startsWith("file:") && url !== import.meta.url) files += 1;
});
session.post("Debugger.enable");
await import("heddle");
session.disconnect();
process.stdout.write(String(files));
