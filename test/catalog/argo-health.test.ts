import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/emit/yaml/read-yaml.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';

interface Health {
  readonly status?: string;
  readonly message?: string;
  readonly error?: string;
}

/** The scripts as they are compiled, out of the golden values. */
function script(kind: string): string {
  const values = readYaml(readFileSync('test/catalog/golden/argocd/full/expected/values.yaml', 'utf8'));
  const document = values.documents?.[0]?.value as { configs: { cm: Record<string, string> } };
  const found = document.configs.cm[`resource.customizations.health.${kind}`];
  if (found === undefined) throw new Error(`no health script for ${kind}`);
  return found;
}

const sources = [
  { repoURL: 'https://charts.example.org', chart: 'a', targetRevision: '1.0.0' },
  { repoURL: 'https://git.example.org/platform.git', targetRevision: 'main', ref: 'values' },
];
const time = (minute: number): string => `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
const healthy = { health: { status: 'Healthy' }, sync: { status: 'Synced', comparedTo: { sources, source: {} } } };

describe('the health of an Application, that waves wait for', () => {
  it('is told by the script as Argo CD runs it', (context) => {
    const oracle = needOracle(context, 'argo-lua');
    const cases: readonly [Record<string, unknown>, string][] = [
      [{ spec: { sources } }, 'Progressing'],
      [{ spec: { sources }, status: healthy }, 'Healthy'],
      [{ spec: { sources: [{ ...sources[0], targetRevision: '1.1.0' }, sources[1]] }, status: healthy }, 'Progressing'],
      [{ spec: { sources: [sources[0]] }, status: healthy }, 'Progressing'],
      [{ spec: { sources }, operation: {}, status: healthy }, 'Progressing'],
      [{ spec: { sources }, status: { ...healthy, operationState: { phase: 'Running' } } }, 'Progressing'],
      [{ spec: { sources }, status: { ...healthy, health: { status: 'Degraded' } } }, 'Degraded'],
      // What Argo CD itself calls healthy, and is not.
      ...(['ComparisonError', 'InvalidSpecError', 'SyncError'] as const).map(
        (type): [Record<string, unknown>, string] => [
          { spec: { sources }, status: { ...healthy, conditions: [{ type, message: 'no such chart' }] } },
          'Degraded',
        ],
      ),
      [
        { spec: { sources }, status: { ...healthy, conditions: [{ type: 'OrphanedResourceWarning', message: 'x' }] } },
        'Healthy',
      ],
      [
        { spec: { sources }, status: { ...healthy, operationState: { phase: 'Failed', message: 'refused' } } },
        'Degraded',
      ],
      [{ spec: { sources }, status: { ...healthy, operationState: { phase: 'Error' } } }, 'Degraded'],
      // A fix that is on its way.
      [
        {
          spec: { sources },
          operation: {},
          status: { ...healthy, conditions: [{ type: 'SyncError' }], operationState: { phase: 'Failed' } },
        },
        'Progressing',
      ],
      [{ spec: { sources }, status: { ...healthy, sync: { ...healthy.sync, status: 'Unknown' } } }, 'Progressing'],
      [
        {
          spec: { sources },
          status: { ...healthy, reconciledAt: time(1), operationState: { phase: 'Succeeded', finishedAt: time(2) } },
        },
        'Progressing',
      ],
      [
        {
          spec: { sources },
          status: { ...healthy, reconciledAt: time(3), operationState: { phase: 'Succeeded', finishedAt: time(2) } },
        },
        'Healthy',
      ],
      // Another revision is there and was not synced yet; or it was, and objects are left that are never pruned.
      [
        {
          spec: { sources },
          status: {
            ...healthy,
            sync: { ...healthy.sync, status: 'OutOfSync', revisions: ['1', 'b'] },
            operationState: { phase: 'Succeeded', syncResult: { revisions: ['1', 'a'] } },
          },
        },
        'Progressing',
      ],
      [
        {
          spec: { sources },
          status: { ...healthy, sync: { ...healthy.sync, status: 'OutOfSync', revisions: ['1', 'b'] } },
        },
        'Progressing',
      ],
      [
        {
          spec: { sources },
          status: {
            ...healthy,
            sync: { ...healthy.sync, status: 'OutOfSync', revisions: ['1', 'b'] },
            operationState: { phase: 'Succeeded', syncResult: { revisions: ['1', 'b'] } },
          },
        },
        'Healthy',
      ],
      [
        { spec: { source: sources[0] }, status: { ...healthy, sync: { comparedTo: { source: sources[0] } } } },
        'Healthy',
      ],
    ];
    const answers = askOracle<Health>(
      oracle,
      cases.map(([object]) => ({ script: script('argoproj.io_Application'), object })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(cases.map(([, status]) => status));
  });

  it('of a SopsSecret is what the operator says', (context) => {
    const oracle = needOracle(context, 'argo-lua');
    const answers = askOracle<Health>(
      oracle,
      [{}, { status: { message: 'Healthy' } }, { status: { message: 'Decryption error' } }].map((object) => ({
        script: script('isindir.github.com_SopsSecret'),
        object,
      })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(['Progressing', 'Healthy', 'Degraded']);
  });
});
