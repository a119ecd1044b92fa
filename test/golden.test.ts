import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../src/blueprints/catalog.ts';
import { placesOf } from '../src/diagnostics/places.ts';
import type { Config } from '../src/config/config.ts';
import { sha256Hex } from '../src/diagnostics/digest.ts';
import type { Artifact, ArtifactSet } from '../src/emit/artifact.ts';
import { artifactPlace } from '../src/identity/artifact-path.ts';
import { provenanceOfInput } from '../src/model/input-provenance.ts';
import type { Platform } from '../src/model/platform.ts';
import type { Observations } from '../src/observe/observations.ts';
import { publishTargets } from '../src/observe/publish-target.ts';
import { buildPlan } from '../src/plan/build-plan.ts';
import { formatPlan } from '../src/plan/format-text.ts';
import { emitReverted } from '../src/plan/revert-inputs.ts';
import type { SourceFile } from '../src/source/tree.ts';
import { inputFiles, runCase } from './diagnostics/run-case.ts';
import { expectText, expectTree, filesBelow } from './golden-tree.ts';

/**
 * Golden platforms, a folder for each behaviour: infraflux.yaml with what it needs; expected/, the whole of out/;
 * expected.lock; and, where it says something, expected.plan.txt: the plan when what before/ gives is published, or
 * nothing at all where there is no before/.
 * With a before/, the case has the infraflux.lock that it left. `npm run test:update` rewrites what is expected.
 */
const folder = join(import.meta.dirname, 'golden');
const cases = readdirSync(folder).sort();

interface Compiled {
  readonly config: Config;
  readonly platform: Platform;
  readonly catalog: Catalog;
  readonly set: ArtifactSet;
  readonly textOf: (file: string) => string | undefined;
}

async function compiled(path: string, files = inputFiles(path)): Promise<Compiled> {
  const { config, platform, catalog, set, ordered, textOf } = await runCase(path, files);
  // The repository's own platform uses a field that is ahead of what is compiled; using one warns, and changes nothing.
  const told = ordered.diagnostics.filter(({ code }) => code !== 'language/not-implemented');
  expect(told.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  if (config === undefined || platform === undefined || catalog === undefined || set === undefined) {
    throw new Error(`${path} gives nothing`);
  }
  return { config, platform, catalog, set, textOf };
}

describe.each(cases)('%s', (name) => {
  const path = join(folder, name);
  const earlier = join(path, 'before');
  const before = async (): Promise<ArtifactSet | undefined> =>
    existsSync(earlier) ? (await compiled(earlier)).set : undefined;
  const now = async (): Promise<Compiled> => {
    const lock = (await before())?.lock;
    return compiled(
      path,
      lock === undefined ? undefined : [...inputFiles(path), { path: 'infraflux.lock', content: lock }],
    );
  };

  it('gives what is expected', async () => {
    const { set } = await now();
    expectTree(join(path, 'expected'), new Map(set.artifacts.map((artifact) => [artifact.path, normalised(artifact)])));
    expectText(join(path, 'expected.lock'), set.lock);
  });

  if (existsSync(join(path, 'expected.plan.txt'))) {
    it('has the plan that is expected', async () => {
      const after = await now();
      expectText(join(path, 'expected.plan.txt'), planText(after, await before()));
    });
  }

  it('lists its files with their digests', async () => {
    const { set } = await now();
    for (const { environment, text } of set.artifacts.filter(isInputsFile)) {
      const ours = set.artifacts.filter((one) => one.environment === environment && !isInputsFile(one));
      const digests = ours.map((one) => [one.path.slice(environment.length + 1), sha256Hex(one.text)]);
      expect((JSON.parse(text) as { readonly files: unknown }).files).toEqual(Object.fromEntries(digests));
    }
  });

  it('is the same with the lock file that it gives', async () => {
    const { set } = await now();
    const files = inputFiles(path).filter((file) => file.path !== 'infraflux.lock');
    const again = await compiled(path, [...files, { path: 'infraflux.lock', content: set.lock }]);
    expect(again.set).toEqual(set);
  });
});

describe("the repository's own platform", () => {
  const root = join(import.meta.dirname, '..');

  it('is what is committed in out/ and infraflux.lock', async () => {
    const below = ['environments', 'patches'].flatMap((name) =>
      filesBelow(join(root, name)).map((one) => `${name}/${one}`),
    );
    const paths = ['infraflux.yaml', 'infraflux.lock', ...below];
    const files: SourceFile[] = paths
      .filter((one) => existsSync(join(root, one)))
      .map((one) => ({ path: one, content: readFileSync(join(root, one), 'utf8') }));
    const { set } = await compiled(root, files);
    expectTree(join(root, 'out'), new Map(set.artifacts.map((artifact) => [artifact.path, artifact.text])));
    expectText(join(root, 'infraflux.lock'), set.lock);
  });
});

it('every file of the golden platforms belongs to one', () => {
  const loose = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  expect(loose.map(({ name }) => name)).toEqual([]);
  for (const name of cases) expect(filesBelow(join(folder, name))).toContain('infraflux.yaml');
});

function isInputsFile({ path }: Artifact): boolean {
  return artifactPlace(path).area === 'inputs';
}

/** inputs.json without what changes with every release and every byte of the files beside it. */
function normalised(artifact: Artifact): string {
  if (!isInputsFile(artifact)) return artifact.text;
  return artifact.text
    .replace(/"infraflux": "[^"]+"/, '"infraflux": "(version)"')
    .replace(/"(catalog|[^"]+\.[a-z]+)": "[0-9a-f]{64}"/g, '"$1": "(digest)"');
}

/** What would be shown where `before` is published and compiled, on a machine without engines. */
function planText(after: Compiled, before: ArtifactSet | undefined): string {
  const { config, platform, catalog, set } = after;
  const texts = new Map(before?.artifacts.map(({ path, text }) => [path as string, text]));
  const files = new Map([...texts].map(([path, text]) => [path, { blob: text, text }]));
  const observations: Observations = {
    output: texts,
    published: publishTargets(platform).map((target) => {
      return { target, head: before === undefined ? undefined : 'abc', files, own: undefined };
    }),
    engines: { terraform: undefined, credentials: new Set(), kubeconfigs: new Set(), talosconfigs: new Set() },
    secrets: new Set(),
    diagnostics: [],
  };
  const plan = buildPlan(platform, catalog, set, observations, {
    spanOf: (environment, path) => provenanceOfInput(platform, config, environment, path)?.span,
    emitWith: emitReverted(platform, catalog),
  });
  const placeOf = placesOf(after.textOf);
  const clusters = platform.environments.flatMap((environment) => environment.clusters).length;
  return formatPlan(plan, {
    clusters,
    placeOf: (span) => {
      const place = placeOf(span);
      return place.line === undefined ? place.file : `${place.file}:${place.line}`;
    },
  });
}
