// Builds the oracles and runs every test with them, none skipped. Oracles are kept outside the work tree, in
// $INFRAFLUX_ORACLE_CACHE or ~/.cache/infraflux-oracles, one folder for each hash of a recipe.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { leftForLater } from '../test/later.ts';

interface Recipe {
  readonly name: string;
  /** Folder under test/oracles/ that holds go.mod (or go-<version>.mod) and, mostly, main.go. */
  readonly folder: string;
  readonly modfile?: string;
  /** What is built: a package of the module graph, by its path. */
  readonly target: string;
  readonly ldflags?: string;
}

const recipes: readonly Recipe[] = [
  { name: 'yaml', folder: 'yaml', target: '.' },
  { name: 'argo-lua', folder: 'argo-lua', target: '.' },
  ...['1.12', '1.13', '1.14'].map((version) => ({
    name: `talos-${version}`,
    folder: 'talos',
    modfile: `go-${version}.mod`,
    target: '.',
  })),
  {
    name: 'terraform-provider-proxmox',
    folder: 'proxmox',
    target: 'github.com/bpg/terraform-provider-proxmox',
  },
  { name: 'sops', folder: 'sops', target: 'github.com/getsops/sops/v3/cmd/sops' },
  { name: 'age', folder: 'age', target: 'filippo.io/age/cmd/age' },
  // Helm first: what it compiles, the others take over.
  { name: 'helm', folder: 'kubernetes', target: 'helm.sh/helm/v4/cmd/helm' },
  { name: 'etcd', folder: 'kubernetes', target: '.' },
  {
    name: 'kube-apiserver',
    folder: 'kubernetes',
    target: 'k8s.io/kubernetes/cmd/kube-apiserver',
    ldflags: ['gitVersion=v1.36.3', 'gitMajor=1', 'gitMinor=36']
      .map((value) => `-X k8s.io/component-base/version.${value}`)
      .join(' '),
  },
  ...(has('kubectl') ? [] : [{ name: 'kubectl', folder: 'kubernetes', target: 'k8s.io/kubernetes/cmd/kubectl' }]),
  // A machine without Terraform judges with OpenTofu: the same language, the same commands.
  ...(has('terraform')
    ? []
    : [
        {
          name: 'terraform',
          folder: 'tofu',
          target: 'github.com/opentofu/opentofu/cmd/tofu',
          ldflags: '-X github.com/opentofu/opentofu/version.dev=no',
        },
      ]),
];

if (!has('go')) {
  console.error(
    'conformance needs Go 1.26 or newer to build the oracles (https://go.dev/dl, or apt-get install golang)',
  );
  process.exit(1);
}
const cache = process.env['INFRAFLUX_ORACLE_CACHE'] ?? join(homedir(), '.cache', 'infraflux-oracles');
const shelf = mkdtempSync(join(tmpdir(), 'infraflux-oracles-'));
try {
  for (const recipe of recipes) symlinkSync(build(recipe), join(shelf, recipe.name));
  const results = join(shelf, 'results.json');
  const run = spawnSync(
    'npx',
    ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...chosen()],
    { stdio: 'inherit', env: { ...process.env, INFRAFLUX_ORACLES: shelf, INFRAFLUX_CONFORMANCE: '1' } },
  );
  const skipped = existsSync(results) ? skippedTests(results) : ['no result was written'];
  for (const name of skipped) console.error(`skipped, though every oracle is here: ${name}`);
  process.exitCode = run.status === 0 && skipped.length > 0 ? 1 : (run.status ?? 1);
} finally {
  rmSync(shelf, { recursive: true, force: true });
}

/** The tests to run: those that are named, else all that ask an oracle, themselves or by a helper beside them, and those that `npm test` leaves out. */
function chosen(): string[] {
  if (process.argv.length > 2) return process.argv.slice(2);
  const asks = (file: string): boolean => /needOracle|findOracle/.test(readFileSync(file, 'utf8'));
  const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file));
  const later = leftForLater();
  return tests.filter((file) => {
    if (later.has(file)) return true;
    const imports = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)];
    const helpers = imports.map((match) => join(dirname(file), match[1] ?? '')).filter((path) => existsSync(path));
    return asks(file) || helpers.some((path) => !path.endsWith('oracle.ts') && path.startsWith('test') && asks(path));
  });
}

function skippedTests(results: string): readonly string[] {
  const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as {
    testResults: readonly { assertionResults: readonly { status: string; fullName: string }[] }[];
  };
  return testResults
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status === 'pending' || test.status === 'skipped')
    .map((test) => test.fullName);
}

/** The binary's path; built only when no binary of this very recipe is in the cache. */
function build(recipe: Recipe): string {
  const folder = join('test', 'oracles', recipe.folder);
  const hash = createHash('sha256').update(JSON.stringify(recipe)).update(version());
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  const binary = join(cache, `${recipe.name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  console.error(`building ${recipe.name}`);
  mkdirSync(cache, { recursive: true });
  // In a copy, so that Go's own edits to go.sum never reach the work tree.
  const work = mkdtempSync(join(tmpdir(), `oracle-${recipe.name}-`));
  try {
    cpSync(folder, work, { recursive: true });
    const modfile = recipe.modfile === undefined ? [] : [`-modfile=${recipe.modfile}`];
    const made = join(work, 'oracle-binary');
    execFileSync(
      'go',
      [
        'build',
        '-mod=mod',
        ...modfile,
        '-trimpath',
        '-ldflags',
        `-s -w ${recipe.ldflags ?? ''}`.trim(),
        '-o',
        made,
        recipe.target,
      ],
      { cwd: work, stdio: 'inherit' },
    );
    renameOrCopy(made, binary);
    return binary;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function renameOrCopy(from: string, to: string): void {
  const beside = `${to}.${process.pid}`;
  cpSync(from, beside);
  renameSync(beside, to);
}

function version(): string {
  return execFileSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { encoding: 'utf8' });
}

function has(command: string): boolean {
  return spawnSync('/bin/sh', ['-c', `command -v ${command}`]).status === 0;
}
