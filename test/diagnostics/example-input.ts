import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import coreSchema from '../../schema/core.schema.json' with { type: 'json' };
import { filesBelow } from '../golden-tree.ts';

/** The platform that examples of the catalogue are laid over, so that each can be as short as the fault. */
const platform = join(import.meta.dirname, 'example-platform');

export interface ExampleInput {
  /** By path, as below the directory of infraflux.yaml. */
  readonly files: ReadonlyMap<string, string>;
  /** infraflux.yaml as it was when the platform was last published, where the example says so. */
  readonly published: string | undefined;
}

/**
 * The files that an example stands for. It is a part of infraflux.yaml or of the cluster prod/main in it. `# PATH` on a line of
 * its own begins another file, which is then there as a whole; `# published` begins what was published.
 */
export function inputOfExample(example: string): ExampleInput {
  const files = new Map<string, string>();
  // Reading blueprints takes a while: they are there for examples about them alone.
  for (const path of filesBelow(platform)) {
    if (path === 'infraflux.yaml' || example.includes('# blueprints/')) {
      files.set(path, readFileSync(join(platform, path), 'utf8'));
    }
  }
  const base = files.get('infraflux.yaml') as string;
  let published: string | undefined;
  for (const [path, text] of partsOf(example)) {
    if (path === 'infraflux.yaml') files.set(path, laidOver(base, text));
    else if (path === 'published') published = laidOver(base, text);
    else files.set(path, text);
  }
  return { files, published };
}

/** Calls with a directory that holds the files, which is gone afterwards. */
export async function withFiles<T>(
  files: ReadonlyMap<string, string>,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'infraflux-example-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function partsOf(example: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  let path = 'infraflux.yaml';
  for (const line of example.split('\n')) {
    const begun = /^# ([\w./-]+)$/.exec(line)?.[1];
    if (begun === undefined) parts.set(path, `${parts.get(path) ?? ''}${line}\n`);
    else path = begun;
  }
  return parts;
}

function laidOver(text: string, part: string): string {
  const target = parseDocument(text);
  const own = parseDocument(part);
  if (!isMap(own.contents)) throw new Error(`an example begins with keys of infraflux.yaml, or with "# PATH": ${part}`);
  const ofPlatform = own.contents.items.every(({ key }) => Object.hasOwn(coreSchema.properties, keyOf(key)));
  const place = ofPlatform ? target.contents : target.getIn(['environments', 'prod', 'clusters', 'main']);
  merge(place as YAMLMap, own.contents);
  return target.toString({ lineWidth: 0 });
}

/** Values keep their form: `1.36` stays a number, `"4"` a text. */
function merge(target: YAMLMap, own: YAMLMap): void {
  for (const pair of own.items) {
    const there = target.get(keyOf(pair.key), true);
    if (isMap(there) && isMap(pair.value)) merge(there, pair.value);
    else {
      target.delete(keyOf(pair.key));
      target.items.push(pair as YAMLMap['items'][number]);
    }
  }
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
