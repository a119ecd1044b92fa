import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The real terraform with stand-in providers: no network, no init. `schemas` by provider, as files. */
export function terraformWith(
  scratch: string,
  schemas: Readonly<Record<string, string>>,
): (
  folder: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
) => { status: number | null; text: string } {
  const overrides = Object.entries(schemas).map(([source, schema]) => {
    const name = source.split('/').at(-1) as string;
    const folder = join(scratch, 'providers', name);
    mkdirSync(folder, { recursive: true });
    const program = join(folder, `terraform-provider-${name}`);
    const stub = resolve('test/machines/provider/stub.cjs');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${stub}' '${resolve(schema)}'\n`);
    chmodSync(program, 0o755);
    return `    "${source}" = "${folder}"\n`;
  });
  const rc = join(scratch, 'terraformrc');
  writeFileSync(rc, `provider_installation {\n  dev_overrides {\n${overrides.join('')}  }\n  direct {}\n}\n`);
  return (folder, args, env = {}) => {
    const run = spawnSync('terraform', [...args, '-no-color'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, TF_CLI_CONFIG_FILE: rc, TF_DISABLE_PLUGIN_TLS: '1', CHECKPOINT_DISABLE: '1', ...env },
    });
    return { status: run.status, text: run.stdout + run.stderr };
  };
}
