// Bundles src/cli.ts into dist/, so that `npm ci` is the only set-up and the package needs nothing at run time.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// The bundle holds the schemas compiled to code.
execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/validators.ts'], { cwd: root, stdio: 'inherit' });
rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // Heavy libraries are imported where they are needed; splitting keeps them out of the other commands' start.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  banner: {
    // Libraries that were CommonJS ask for require().
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
chmodSync(join(root, 'dist', 'cli.js'), 0o755);
