// Misfortune, chosen like everything else.

export { allowKills } from "./kill.ts";
