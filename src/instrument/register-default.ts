// `node --import heddle/register`: instruments all that is not in node_modules.

import { register } from "./register.ts";

register();
