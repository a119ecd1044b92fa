import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

/** Real components that judge what InfraFlux emits. Built by `npm run test:conformance`; see recipes.ts. */
export type OracleName =
  | 'talos-1.12'
  | 'talos-1.13'
  | 'talos-1.14'
  | 'yaml'
  | 'argo-lua'
  | 'terraform-provider-proxmox'
  | 'terraform'
  | 'sops'
  | 'age'
  | 'etcd'
  | 'kube-apiserver'
  | 'kubectl'
  | 'helm';

/**
 * The path of an oracle, or the test is skipped with the reason. In a conformance run nothing may be skipped: then a
 * missing oracle fails the test.
 */
export function needOracle(context: TestContext, name: OracleName): string {
  const path = findOracle(name);
  if (path !== undefined) return path;
  if (isConformance) throw new Error(`${name} is not here`);
  return context.skip(`asks the real ${name}: npm run test:conformance`);
}

const isConformance = process.env['INFRAFLUX_CONFORMANCE'] === '1';

/** Programs of the machine judge in a conformance run alone, so that `npm test` is the same everywhere, and fast. */

export function findOracle(name: OracleName): string | undefined {
  const built = join(process.env['INFRAFLUX_ORACLES'] ?? '/nonexistent', name);
  if (existsSync(built)) return built;
  return isConformance && (name === 'terraform' || name === 'kubectl') ? onPath(name) : undefined;
}

function onPath(command: string): string | undefined {
  const found = spawnSync('/bin/sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Asks an oracle that reads one JSON value a line and answers one a line. */
export function askOracle<T>(path: string, questions: readonly unknown[]): readonly T[] {
  const answer = spawnSync(path, {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (answer.status !== 0) throw new Error(`${path}: ${answer.stderr}`);
  return answer.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
