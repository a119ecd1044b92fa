import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { compile } from '../../src/compile.ts';
import type { SchemaChecks } from '../../src/config/schema-checks.ts';
import { checked } from '../../src/diagnostics/diagnostic.ts';
import { resolvePlatform } from '../../src/resolve-platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import type { SourceFile } from '../../src/source/tree.ts';

let known: Catalog | undefined;

export function builtInCatalog(): Catalog {
  known ??= parseCatalog(readBuiltInBlueprints(), new Map()).value;
  if (known === undefined) throw new Error('the built-in catalog is broken');
  return known;
}

/** The repository's own example. */
export function examplePlatform(): Platform {
  const files = ['infraflux.yaml', 'environments/prod.yaml']
    .map((path) => ({ path, content: readFileSync(path, 'utf8') }))
    .concat({ path: 'patches/audit.yaml', content: 'machine: {}\n' });
  return platformOf(files);
}

export function platformOf(sources: readonly SourceFile[]): Platform {
  const { platform, diagnostics } = resolvePlatform({ files: sources, catalog: checked(builtInCatalog()) });
  if (platform === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return platform;
}

/** All files below a folder, as a compile reads them. */
export function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length + 1), content: readFileSync(path, 'utf8') }));
}

export interface Compiled {
  readonly files: ReadonlyMap<string, string>;
  readonly lock: string;
}

/** The whole way from text to files. Anything but warnings is a fault of the test. */
export function compiled(
  files: readonly SourceFile[],
  catalog: Catalog = builtInCatalog(),
  checks?: SchemaChecks,
): Compiled {
  const { set, diagnostics } = compile({ files, catalog: checked(catalog) }, checks === undefined ? {} : { checks });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (set === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return { files: new Map(set.artifacts.map(({ path, text }) => [path as string, text])), lock: set.lock };
}

/**
 * Writes what Terraform reads, anew; its state stays. The backend is left out: it wants `init`, which asks the registry, and
 * what is planned does not depend on it.
 */
export function writeTerraform(folder: string, files: ReadonlyMap<string, string>): void {
  for (const environment of existsSync(folder) ? readdirSync(folder) : []) {
    for (const path of filesBelow(join(folder, environment))) {
      if (/\.(tf|yaml|tftpl)$/.test(path.path)) rmSync(join(folder, environment, path.path));
    }
  }
  for (const [path, text] of files) {
    if (path.endsWith('backend.tf') || !/^[^/]+\/(terraform|clusters|platform)\//.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const pair = (secret: string): object => ({ cert: 'c', key: secret });

/** Values for the variables of a root, each secret the given text, so that a test can look for it. */
export function secretVariables(secret: string): Readonly<Record<string, string>> {
  return {
    TF_VAR_client_configuration: JSON.stringify({ ca_certificate: 'a', client_certificate: 'b', client_key: secret }),
    TF_VAR_machine_secrets: JSON.stringify({
      cluster: { id: 'i', secret },
      secrets: { bootstrap_token: secret, secretbox_encryption_secret: secret },
      trustdinfo: { token: secret },
      certs: {
        etcd: pair(secret),
        k8s: pair(secret),
        k8s_aggregator: pair(secret),
        k8s_serviceaccount: { key: secret },
        os: pair(secret),
      },
    }),
  };
}
