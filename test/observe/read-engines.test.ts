import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTerraformVersion } from '../../src/observe/read-engines.ts';
import { commandRunner } from '../../src/observe/run-command.ts';

it.each(['TF_CLI_ARGS', 'TF_CLI_ARGS_version', 'TF_LOG'])(
  'an engine says its version, whatever %s is for other runs of it',
  async (variable) => {
    const folder = mkdtempSync(join(tmpdir(), 'infraflux-'));
    const engine = join(folder, 'terraform');
    // As the engine itself: arguments that it does not know make it fail.
    writeFileSync(engine, `#!/bin/sh\n[ -z "$${variable}" ] || exit 1\necho '{"terraform_version": "1.11.4"}'\n`);
    chmodSync(engine, 0o755);
    const env = { PATH: process.env['PATH'], [variable]: '-no-such-flag' };
    const run = commandRunner({ env, cwd: folder });
    expect((await run(engine, ['version'], {})).code).toBe(1);
    expect(await readTerraformVersion(run, engine, folder, env)).toBe('1.11.4');
  },
);
