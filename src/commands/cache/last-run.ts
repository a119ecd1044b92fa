import { closeSync, constants, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { sha256Hex, sha256OfParts } from '../../diagnostics/digest.ts';
import type { StateDirectory } from '../../observe/state-directory.ts';
import type { SourceFile } from '../../source/tree.ts';
import { build, readCache, writeCache } from './cache-file.ts';
import type { FileReference } from '../../config/file-references.ts';
import { readFolder } from '../input/read-folder.ts';
import type { OutputOption } from '../terminal/options.ts';
import { listFiles } from '../output/output-files.ts';
import { maximumReferencedBytes, readInput } from '../input/read-file.ts';
import type { Inputs } from '../input/read-inputs.ts';

/** The output of a full compile, so that the next one with the same input only has to compare. */
export interface LastRun {
  /** Digest of all that was read at its start. */
  readonly key: string;
  /** Files that the configuration refers to, each with its digest, or null where there is none. */
  readonly referenced: Readonly<Record<string, string | null>>;
  /** Folders that it refers to, each with the digest of its files. */
  readonly folders: Readonly<Record<string, string>>;
  /** Digest of the whole output directory. */
  readonly output: string;
  readonly files: number;
  /** Warnings: with an error there is nothing to remember. */
  readonly diagnostics: readonly Diagnostic[];
  readonly answered: number;
}

const cacheName = 'last-run.json';

/** The last run and all the files that it read, if they are what stands there now and out/ is what it left. */
export function findLastRun(
  state: StateDirectory,
  inputs: Inputs,
  options: OutputOption,
  directory: string,
): { readonly run: LastRun; readonly files: readonly SourceFile[] } | undefined {
  const last = readCache<LastRun>(state, cacheName);
  if (last === undefined || last.key !== keyOf(inputs, options)) return undefined;
  const files = new Map(inputs.files);
  for (const [name, digest] of Object.entries(last.referenced)) {
    const result = readInput(inputs.root, name, maximumReferencedBytes);
    const now =
      'file' in result ? sha256Hex(result.file.content) : result.fault.code === 'input/not-found' ? null : undefined;
    if (now !== digest) return undefined;
    if ('file' in result) files.set(name, result.file);
  }
  for (const [path, digest] of Object.entries(last.folders)) {
    const { value } = readFolder(inputs.root, path);
    if (value === undefined || digestOfFiles(value) !== digest) return undefined;
    for (const file of value) files.set(file.path, file);
  }
  return digestOfDirectory(directory) === last.output ? { run: last, files: [...files.values()] } : undefined;
}

/** To be called once out/ and the lock are what the input gives. `texts`: all of out/, by path, sorted. */
export function rememberRun(
  state: StateDirectory,
  inputs: Inputs,
  options: OutputOption,
  run: {
    readonly referenced: readonly Pick<FileReference, 'path' | 'kind'>[];
    readonly files: readonly SourceFile[];
    readonly artifacts: readonly { readonly path: string; readonly text: string }[];
    readonly diagnostics: readonly Diagnostic[];
    readonly answered: number;
  },
): void {
  const contents = new Map(run.files.map((file) => [file.path, file.content]));
  const named = run.referenced.filter(({ kind }) => kind === 'file');
  const referenced = named.map(({ path }) => {
    const content = contents.get(path);
    return [path, content === undefined ? null : sha256Hex(content)] as const;
  });
  const folders = run.referenced
    .filter(({ kind }) => kind === 'folder')
    .map(({ path }) => [path, digestOfFiles(run.files.filter((file) => file.path.startsWith(`${path}/`)))] as const);
  const output = run.artifacts.flatMap(({ path, text }) => fileParts(path, text));
  const last: LastRun = {
    key: keyOf(inputs, options),
    referenced: Object.fromEntries(referenced),
    folders: Object.fromEntries(folders),
    output: sha256OfParts(output),
    files: run.artifacts.length,
    diagnostics: run.diagnostics,
    answered: run.answered,
  };
  writeCache(state, cacheName, last);
}

function digestOfDirectory(directory: string): string | undefined {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  // One buffer for all: making one for each of thousands of files takes longer than hashing them.
  let buffer = Buffer.allocUnsafe(1024 * 1024);
  const read = (path: string): number => {
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
      let length = 0;
      for (;;) {
        if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
        const more = readSync(descriptor, buffer, length, buffer.length - length, null);
        if (more === 0) return length;
        length += more;
      }
    } finally {
      closeSync(descriptor);
    }
  };
  const entries = listFiles(directory);
  if (entries.some(({ isFile }) => !isFile)) return undefined;
  const contents = function* () {
    for (const { path } of entries) {
      const length = read(join(directory, path));
      yield* fileParts(path, buffer.subarray(0, length));
    }
  };
  return sha256OfParts(contents());
}

function digestOfFiles(files: readonly SourceFile[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sha256OfParts(sorted.flatMap(({ path, content }) => fileParts(path, content)));
}

/** What a digest takes of a file: two lists of files never give the same bytes. */
function fileParts(path: string, content: string | Uint8Array): readonly (string | Uint8Array)[] {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return [`${path}\0${bytes.length}\0`, bytes];
}

function keyOf(inputs: Inputs, options: OutputOption): string {
  const parts: (string | Uint8Array)[] = [];
  const add = (name: string, content: string | Uint8Array): void => {
    parts.push(...fileParts(name, content));
  };
  add('run', JSON.stringify([build, inputs.main, options.out]));
  for (const { path, content } of inputs.files.values()) add(path, content);
  for (const [path, text] of inputs.builtIn) add(`infraflux:${path}`, text);
  for (const [path, text] of inputs.user) add(path, text);
  // A stale one is warned of.
  add('schema', editorSchema(inputs.root));
  return sha256OfParts(parts);
}

function editorSchema(root: string): string {
  const read = readInput(root, 'schema/infraflux.schema.json', maximumReferencedBytes);
  return 'file' in read && typeof read.file.content === 'string' ? read.file.content : '';
}
