import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface TerraformRun {
  readonly status: number | null;
  readonly text: string;
}

type Environment = Readonly<Record<string, string>>;

/** The real terraform with stand-in providers: no network, no init. `schemas` by provider, as files. */
export function terraformWith(
  terraform: string,
  scratch: string,
  schemas: Readonly<Record<string, string>>,
): (folder: string, args: readonly string[], env?: Environment) => TerraformRun {
  const own = overrides(scratch, schemas, {});
  return (folder, args, env = {}) => {
    const run = spawnSync(terraform, [...args, '-no-color'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...own, TF_DISABLE_PLUGIN_TLS: '1', ...env },
    });
    return { status: run.status, text: run.stdout + run.stderr };
  };
}

/**
 * The same with real providers beside the stand-ins: `binaries` by provider. It does not block, so that what a provider
 * talks to can live in this process.
 */
export function terraformBeside(
  terraform: string,
  scratch: string,
  schemas: Readonly<Record<string, string>>,
  binaries: Readonly<Record<string, string>>,
): (folder: string, args: readonly string[], env?: Environment) => Promise<TerraformRun> {
  const own = overrides(scratch, schemas, binaries);
  return (folder, args, env = {}) =>
    new Promise((done, failed) => {
      const child = spawn(terraform, [...args, '-no-color'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...own, TF_DISABLE_PLUGIN_TLS: '1', ...env },
      });
      let text = '';
      child.stdout.on('data', (chunk) => (text += String(chunk)));
      child.stderr.on('data', (chunk) => (text += String(chunk)));
      child.on('error', failed);
      child.on('close', (status) => done({ status, text }));
    });
}

/**
 * Variables for a terraform that is initialised as people do it, by `init`, and finds its providers here instead of at a
 * registry. `schemas` and `binaries` by provider and version: `siderolabs/talos@0.11.0`.
 */
export function providerMirror(
  scratch: string,
  schemas: Readonly<Record<string, string>>,
  binaries: Readonly<Record<string, string>>,
): Environment {
  const mirror = join(scratch, 'mirror');
  const system = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const programOf = (source: string): string => {
    const [name = '', version = ''] = source.split('@');
    for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
      const folder = join(mirror, registry, name, version, system);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `terraform-provider-${name.split('/')[1]}_v${version}`), '');
    }
    return join(name, version, system, `terraform-provider-${name.split('/')[1]}_v${version}`);
  };
  const stub = resolve('test/machines/provider/stub.cjs');
  const put = (source: string, make: (path: string) => void): void => {
    const program = programOf(source);
    for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
      const path = join(mirror, registry, program);
      rmSync(path);
      make(path);
      chmodSync(path, 0o755);
    }
  };
  for (const [source, schema] of Object.entries(schemas))
    put(source, (path) =>
      writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${stub}' '${resolve(schema)}'\n`),
    );
  for (const [source, binary] of Object.entries(binaries)) put(source, (path) => copyFileSync(resolve(binary), path));
  const rc = join(scratch, 'terraformrc');
  writeFileSync(rc, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
  return { TF_CLI_CONFIG_FILE: rc, TF_DISABLE_PLUGIN_TLS: '1' };
}

/** Variables for a terraform that takes its providers from here and asks nobody. */
function overrides(
  scratch: string,
  schemas: Readonly<Record<string, string>>,
  binaries: Readonly<Record<string, string>>,
): Environment {
  const lines: string[] = [];
  const folderOf = (source: string): readonly [string, string] => {
    const name = source.split('/').at(-1) as string;
    const folder = join(scratch, 'providers', name);
    mkdirSync(folder, { recursive: true });
    lines.push(`    "${source}" = "${folder}"\n`);
    return [folder, join(folder, `terraform-provider-${name}`)];
  };
  for (const [source, schema] of Object.entries(schemas)) {
    const [, program] = folderOf(source);
    const stub = resolve('test/machines/provider/stub.cjs');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${stub}' '${resolve(schema)}'\n`);
    chmodSync(program, 0o755);
  }
  for (const [source, binary] of Object.entries(binaries)) symlinkSync(resolve(binary), folderOf(source)[1]);
  const rc = join(scratch, 'terraformrc');
  writeFileSync(rc, `provider_installation {\n  dev_overrides {\n${lines.join('')}  }\n  direct {}\n}\n`);
  return { TF_CLI_CONFIG_FILE: rc, CHECKPOINT_DISABLE: '1' };
}
