import { type SecretName, secretName } from '../../src/identity/secret-path.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { workOfKind } from '../../src/plan/work.ts';
import type { Observations, PublishedFile } from '../../src/observe/observations.ts';
import { publishTargets } from '../../src/observe/publish-target.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import type { PlanOptions } from '../../src/plan/compare-environment.ts';
import { changed, formatDiff } from '../../src/plan/format-diff.ts';
import { formatPlanJson } from '../../src/plan/format-json.ts';
import { planExitCode } from '../../src/plan/exit-code.ts';
import { formatPlan } from '../../src/plan/format-text.ts';
import { artifactsOf, catalog, platformOf, type Wish } from '../apply/world.ts';
import { cpuClock } from '../cpu-time.ts';

/** What is there after `before` was applied; nothing at all when it is undefined. */
function seen(before: Wish | undefined, wish: Wish, secrets: readonly SecretName[] = []): Observations {
  const artifacts = before === undefined ? [] : artifactsOf(before).artifacts;
  const files = new Map<string, PublishedFile>(
    artifacts.map((artifact) => [artifact.path, { blob: artifact.text, text: artifact.text }]),
  );
  return {
    output: new Map(artifacts.map((artifact) => [artifact.path, artifact.text])),
    published: publishTargets(platformOf(wish)).map((target) => ({
      target,
      head: before === undefined ? undefined : 'abc',
      files,
      own: undefined,
    })),
    engines: { terraform: undefined, credentials: new Set(), kubeconfigs: new Set(), talosconfigs: new Set() },
    secrets: new Set(secrets),
    diagnostics: [],
  };
}

const plan = (before: Wish | undefined, wish: Wish, options: PlanOptions = {}, secrets: readonly SecretName[] = []) =>
  buildPlan(platformOf(wish), catalog, artifactsOf(wish), seen(before, wish, secrets), options);

const base: Wish = {
  environments: { prod: ['main'] },
  inputs: {
    prod: {
      'main.memory': 1,
      'main.nodes.w-1.memory': 16,
      'main.nodes.w-1.disks.data.size': 200,
      'main.nodes.w-2.memory': 16,
      'main.platform.issuer.replicas': 1,
      'main.platform.disks.replicas': 1,
    },
  },
  files: { 'prod/platform/main/disks/values.yaml': 'replicas: 1\n' },
};
const withInputs = (change: Record<string, string | number | undefined>): Wish => {
  const inputs = Object.fromEntries(
    Object.entries({ ...base.inputs?.['prod'], ...change }).filter((entry) => entry[1] !== undefined),
  );
  return { ...base, inputs: { prod: inputs as Record<string, number> } };
};

describe('a plan', () => {
  it('says a first publishing in a line per layer, on one screen for forty clusters', () => {
    const names = Array.from({ length: 40 }, (_, at) => `c${at}`);
    const files = Object.fromEntries(
      names.flatMap((name) =>
        Array.from({ length: 30 }, (_, at) => [`prod/platform/${name}/x${at}/values.yaml`, 'a: 1\n']),
      ),
    );
    const first = plan(undefined, { environments: { prod: names }, files });
    const text = formatPlan(first, { clusters: 40 });
    expect(text.split('\n').length).toBeLessThan(50);
    expect(text).toContain('  prod/c7   +32 files, published for the first time');
    const small = formatPlan(
      plan(undefined, {
        environments: { prod: ['main'] },
        files: Object.fromEntries(
          Object.entries(files)
            .slice(0, 9)
            .map(([path, value]) => [path.replace('c0', 'main'), value]),
        ),
      }),
      { clusters: 1 },
    );
    expect(small).toContain('  prod/main  +11 files, published for the first time');
    expect(small.split('\n').length).toBeLessThan(14);
  });

  it('is empty when nothing differs, and records what it looked at', () => {
    const same = plan(base, base);
    expect(changed(same)).toEqual([]);
    expect(same.changes.length).toBe(3);
    expect(planExitCode(same, true)).toBe(0);
  });

  it('says because, impact and the line that differs', () => {
    const next = plan(base, withInputs({ 'main.platform.issuer.replicas': 3 }), {
      spanOf: () => ({ file: 'environments/prod.yaml', start: 3, end: 4 }),
    });
    const text = formatPlan(next, { clusters: 4, placeOf: () => 'environments/prod.yaml:39' });
    expect(text).toContain(
      'home: 1 of 4 clusters changes; not compared: terraform, talos, kubernetes in prod/main\n\nprod/main\n  because environments/prod.yaml:39  platform.issuer.replicas  1 -> 3\n',
    );
    expect(text).toMatch(/ {4}gitops {6}~ platform\/main\/issuer\/values\.yaml {2}replicas 1 -> 3 +in place\n/);
    expect(text).toContain('1 file to change, 0 to add, 0 to remove.');
    expect(planExitCode(next, true)).toBe(2);
    expect(planExitCode(next, false)).toBe(0);
    expect(workOfKind(next, 'publish')[0]?.publication.message).toBe('home: prod.main.platform.issuer.replicas 1 -> 3');
  });

  it('calls a machine that goes with its data what it is', () => {
    const gone = plan(
      base,
      withInputs({ 'main.memory': 2, 'main.nodes.w-1.memory': undefined, 'main.nodes.w-1.disks.data.size': undefined }),
    );
    expect(changed(gone).map((change) => [change.impact, change.reason])).toEqual([['data-loss', 'node-removed']]);
    const kept = plan(
      { ...base, inputs: { prod: { ...base.inputs?.['prod'], 'main.nodes.w-1.disks.data.keep': true } } },
      withInputs({ 'main.memory': 2, 'main.nodes.w-1.memory': undefined, 'main.nodes.w-1.disks.data.size': undefined }),
    );
    expect(changed(kept)[0]?.impact).toBe('replace');
    const disk = plan(base, withInputs({ 'main.memory': 2, 'main.nodes.w-1.disks.data.size': undefined }));
    expect(changed(disk)[0]?.impact).toBe('data-loss');
    const memory = plan(base, withInputs({ 'main.memory': 2, 'main.nodes.w-1.memory': 32 }));
    expect(changed(memory)[0]?.impact).toBe('reboot');
    expect(formatPlan(gone, { clusters: 1 })).toContain('DATA LOSS');
  });

  it('calls a storage component that is switched off data loss', () => {
    const off = plan(base, { ...withInputs({ 'main.platform.disks.replicas': undefined }), files: {} });
    expect(changed(off).map((change) => [change.action, change.impact, change.reason, change.subject])).toEqual([
      ['delete', 'data-loss', 'component-disabled', 'disks'],
    ]);
  });

  it('keeps apart what a new release changes', () => {
    const next = plan(base, {
      ...base,
      version: '0.2.0',
      files: { 'prod/platform/main/disks/values.yaml': 'replicas: 1\nnew: 2\n' },
    });
    expect(changed(next).map((change) => [change.reason, change.because])).toEqual([['release-changed', []]]);
    expect(formatPlan(next, { clusters: 1 })).toContain('because InfraFlux itself changed');
  });

  it('shows missing secrets with the command that adds them', () => {
    const wish: Wish = { ...base, options: { dns: { secret: 'cloudflare' } } };
    const next = plan(base, wish);
    expect(next.blocked).toEqual([
      {
        environment: 'prod',
        cluster: undefined,
        secret: 'cloudflare',
        keys: ['api-token'],
        readBy: ['prod/main: issuer'],
        command: 'npx infraflux secrets set prod cloudflare',
      },
    ]);
    expect(formatPlan(next, { clusters: 1 })).toContain('1 secret is missing: npx infraflux secrets\n');
    expect(plan(base, wish, {}, [secretName('prod', 'cloudflare')]).blocked).toEqual([]);
    expect(plan(base, wish, {}, [secretName('platform', 'cloudflare')]).blocked).toEqual([]);
  });

  it('is JSON by its schema', () => {
    const schema = JSON.parse(readFileSync(join(process.cwd(), 'schema/plan.schema.json'), 'utf8')) as object;
    const validate = new Ajv.default({ allErrors: true, strict: true }).compile(schema);
    for (const next of [
      plan(undefined, base),
      plan(base, base),
      plan(
        base,
        { ...withInputs({ 'main.memory': 3 }), options: { dns: { secret: 's', key: 'k' } } },
        { environments: ['prod'] },
      ),
      plan(base, { ...withInputs({ 'main.extra.a': 1, 'main.extra.b': 2 }), files: {} }),
    ]) {
      validate(JSON.parse(formatPlanJson(next)));
      expect(validate.errors).toBeNull();
    }
  });

  it('says in JSON that a whole subtree came, which is no value', () => {
    const wish = withInputs({ 'main.extra.a': 1, 'main.extra.b': 'set' });
    const files = { ...wish.files, 'prod/platform/main/disks/values.yaml': 'replicas: 9\n' };
    const { changes } = JSON.parse(formatPlanJson(plan(base, { ...wish, files }))) as {
      changes: readonly { because: readonly unknown[] }[];
    };
    expect(changes.flatMap(({ because }) => because)).toContainEqual({ path: 'prod.main.extra', subtree: 'added' });
  });

  it('shows a diff, harmless on a terminal, and counts where it would take too long', async () => {
    const next = plan(base, {
      ...base,
      version: '0.2.0',
      files: { 'prod/platform/main/disks/values.yaml': 'replicas: 1\nnew: "\u001B[31m\u202Ex"\n' },
    });
    expect(await formatDiff(next, false)).toBe(
      'diff --git a/prod/platform/main/disks/values.yaml b/prod/platform/main/disks/values.yaml\n--- a/prod/platform/main/disks/values.yaml\n+++ b/prod/platform/main/disks/values.yaml\n@@ -1,1 +1,2 @@\n replicas: 1\n+new: "\\u001b[31m\\u202ex"\n',
    );
    const many = (word: string) => Array.from({ length: 60_000 }, (_, at) => `${word}: ${at}`).join('\n');
    const huge = plan(
      { ...base, files: { 'prod/a.yaml': many('a') } },
      { ...base, version: '0.2.0', files: { 'prod/a.yaml': many('b') } },
    );
    const used = cpuClock();
    expect(await formatDiff(huge, false)).toContain('60000 lines before, 60000 after: too many differences to list');
    expect(used()).toBeLessThan(3000);
  });
});
