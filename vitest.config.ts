import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { ViteUserConfig } from "vitest/config";

const src = fileURLToPath(new URL("src", import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: {
    // Tests and scenarios say "heddle" as users do, and get the source: one kernel, not two.
    alias: [
      { find: /^heddle$/, replacement: `${src}/index.ts` },
      { find: /^heddle\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: { include: ["test/**/*.test.ts"], testTimeout: 60_000 },
});

export default config;
