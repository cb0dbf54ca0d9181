import { generateScript } from "./otp/conformance/generate.ts";
import type { Family } from "./otp/conformance/script.ts";
for (const id of process.argv.slice(2)) { const [f,i]=id.split("-"); console.log(JSON.stringify(generateScript(f as Family, Number(i)))); }
