import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTalosSecretValue } from '../../src/emit/talos-secrets.ts';
import { catalog } from '../builders/model.ts';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';
import { emptyDraft, finish } from './features.ts';
import { runs } from '../effort.ts';

/** Texts that YAML, HCL or templates could take for something else. */
const hostile = [
  'no',
  'on',
  '~',
  'null',
  '0o17',
  '0x1F',
  '1e3',
  '1:30',
  '2026-01-01',
  '.inf',
  '<<',
  '=',
  '- a',
  '? a',
  'a: b',
  'a #b',
  '#a',
  ' a ',
  '"',
  "'",
  'it\'s "so"',
  '\\',
  '\\n',
  'a\nb',
  'a\n\n\nb\n',
  '\n',
  '\ta',
  'a\r\nb',
  '---',
  '...',
  '%TAG',
  '!x',
  '&a',
  '*a',
  '|',
  '>',
  '[a',
  '{a}',
  '${a}',
  '%{a}',
  '{{a}}',
  '@a',
  '`a`',
  '\u00e9\u0301',
  '\u2028',
  '\u0085',
  '\ufeff',
  '\u{1F600}',
  '\u007f',
  '\u0007',
];

const texts = [
  ...hostile,
  // The same texts in every run: what fails once must fail again.
  ...fc.sample(
    fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => Buffer.from(text, 'utf8').toString('utf8') === text && !text.includes('\0')),
    {
      numRuns: runs(60),
      seed: 4,
    },
  ),
];

/** Where a text stands in the language, and where Talos finds it. */
function draftOf(text: string) {
  const draft = emptyDraft();
  draft.nodes = draft.nodes.map((one) => ({
    ...one,
    annotations: { note: text },
    talos: {
      ...one.talos,
      sysctls: { 'kernel.x': text },
      environment: { NOTE: text },
      files: {
        '/var/note': { content: text, permissions: '600' },
        '/var/secret': { from: { secret: 'note' }, permissions: '600' },
      },
      encryption: { ephemeral: { static: { secret: 'note' } } },
      udev: { a: text },
      kubelet: {
        extraArgs: { note: text },
        config: { note: text },
        mounts: { '/var/a': { source: '/var/a', options: [text] } },
      },
      kernelModules: { a: { parameters: [text] } },
      extensions: {
        'siderolabs/a': { files: { '/etc/a': { content: text } }, environment: { A: 'b' } },
        'siderolabs/b': {
          files: { '/etc/a': { content: text }, '/etc/b': { from: { secret: 'note' } } },
          environment: { A: text.replaceAll('=', '') },
        },
      },
    },
  }));
  draft.cluster.talos = {
    ...draft.cluster.talos,
    manifests: { a: { file: 'note.yaml' } },
    apiServer: { extraArgs: { note: text } },
    controllerManager: { extraArgs: { note: text } },
    scheduler: { extraArgs: { note: text } },
    admission: { EventRateLimit: { configuration: { note: text } } },
  };
  draft.files.set('note.yaml', text);
  return finish(draft);
}

test.for(contracts)('any text comes back from Talos $contract as it was written', ({ contract }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const questions = new Map<string, Question>();
  texts.forEach((text, index) => {
    const platform = draftOf(text);
    const [environment] = platform.environments;
    const [cluster] = environment?.clusters ?? [];
    if (environment === undefined || cluster === undefined) throw new Error('no cluster');
    const all = questionsOf(platform, environment, under(cluster, contract), catalog(), () =>
      isTalosSecretValue(text) ? text : '',
    );
    questions.set(String(index), { ...(all.get('main-cp-1') as Question), effective: true });
  });
  const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
    path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
  for (const [index, { effective, errors }] of ask(oracle, questions)) {
    const text = texts[Number(index)] as string;
    const name = JSON.stringify(text);
    expect(effective, `${name}: ${errors?.join()}`).toBeDefined();
    const split = contract === '1.14';
    const plugins = (all: unknown): unknown =>
      (
        (at(all, 'K8sAdmissionControlPluginConfigs') ?? at(all, 'Cluster', 'APIServer', 'AdmissionControl')) as {
          Name: string;
        }[]
      ).find(({ Name }) => Name === 'EventRateLimit');
    const one = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
    const found = {
      annotation: split
        ? at(effective, 'K8sNodeConfig', 'Annotations', 'note')
        : at(effective, 'Machine', 'NodeAnnotations', 'note'),
      sysctl: split ? at(effective, 'SysctlConfig', 'kernel.x') : at(effective, 'Machine', 'Sysctls', 'kernel.x'),
      environment:
        contract === '1.12'
          ? at(effective, 'Machine', 'Env', 'NOTE')
          : at(effective, 'Environment', 'Variables', 'NOTE'),
      file: at(effective, 'Machine', 'Files', 0, 'Content'),
      udev: split ? at(effective, 'UdevRulesConfig', 'Rules', 0) : at(effective, 'Machine', 'Udev', 'Rules', 0),
      kubelet: split
        ? at(effective, 'K8sKubeletConfig', 'ExtraArgs', 'note')
        : at(effective, 'Machine', 'Kubelet', 'ExtraArgs', 'note'),
      module: split
        ? at(effective, 'KernelModuleConfigs', 0, 'Parameters', 0)
        : at(effective, 'Machine', 'Kernel', 'Modules', 0, 'Parameters', 0),
      extension: at(effective, 'ExtensionServiceConfigs', 0, 'ConfigFiles', 0, 'Content'),
      secretFile: at(effective, 'Machine', 'Files', 1, 'Content'),
      secretPassphrase: at(effective, 'Volumes', 'EPHEMERAL', 'Encryption', 'Keys', 0, 'Static', 'Key'),
      besideSecret: at(effective, 'ExtensionServiceConfigs', 1, 'ConfigFiles', 0, 'Content'),
      secretConfig: at(effective, 'ExtensionServiceConfigs', 1, 'ConfigFiles', 1, 'Content'),
      manifest: split
        ? at(effective, 'K8sInlineManifestConfigs', 0, 'Contents')
        : at(effective, 'Cluster', 'InlineManifests', 0, 'Contents'),
      apiServer: split
        ? at(effective, 'K8sAPIServerConfig', 'ExtraArgs', 'note')
        : at(effective, 'Cluster', 'APIServer', 'ExtraArgs', 'note'),
      controllers: split
        ? at(effective, 'K8sControllerManagerConfig', 'ExtraArgs', 'note')
        : at(effective, 'Cluster', 'ControllerManager', 'ExtraArgs', 'note'),
      scheduler: split
        ? at(effective, 'K8sSchedulerConfig', 'ExtraArgs', 'note')
        : at(effective, 'Cluster', 'Scheduler', 'ExtraArgs', 'note'),
      admission: at(plugins(effective), 'Configuration', 'note'),
      // Contract 1.14 has no place for these.
      mount: split ? text : at(effective, 'Machine', 'Kubelet', 'ExtraMounts', 0, 'Options', 0),
    };
    for (const [field, value] of Object.entries(found)) {
      // A manifest without what stands around it is the same manifest, and Talos gives it so.
      const written = field.startsWith('secret') && !isTalosSecretValue(text) ? '' : text;
      const expected = field === 'manifest' && value !== text ? text.trim() : written;
      expect(one(value), `${field} ${name}`).toBe(expected);
    }
  }
});
