// Bundles src/cli.ts into dist/, so that `npm ci` is the only set-up and the package needs nothing at run time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// The bundle holds the schemas compiled to code.
execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/validators.ts'], { cwd: root, stdio: 'inherit' });
// Which build this is: what one remembers in the cache is nothing to another.
const digest = createHash('sha256');
// What providers take is compiled in.
for (const folder of ['src', 'schema', 'blueprints/providers']) {
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) digest.update(readFileSync(join(entry.parentPath, entry.name)));
  }
}
digest.update(readFileSync(join(root, 'package-lock.json')));

// Built beside and swapped in: a build that fails, or a command that runs meanwhile, finds the old one whole.
const fresh = `dist.${process.pid}`;
await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  outdir: fresh,
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
  define: { INFRAFLUX_BUILD: JSON.stringify(digest.digest('hex')) },
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
chmodSync(join(root, fresh, 'cli.js'), 0o755);
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(join(root, fresh), join(root, 'dist'));
