import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { sha256Hex } from '../../diagnostics/digest.ts';
import type { Artifact } from '../../emit/artifact.ts';
import { isTerraformsOwn } from '../../observe/terraform/own-files.ts';
import { parseInputsFile } from '../../emit/inputs-file.ts';
import { artifactPlace } from '../../identity/artifact-path.ts';
import { listFiles, type OutputEntry, OutputFiles } from './output-files.ts';

/** What the output directory holds now, against what the input gives. Paths are below it, with `/`. */
export interface OutputComparison {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  /** Compiled once, modified manually since, and about to be overwritten or removed. */
  readonly edited: readonly string[];
  /** Not compiled by InfraFlux: kept as they are. */
  readonly foreign: readonly string[];
  /** The artifacts that the comparison was made with: those of the selected environments. */
  readonly artifacts: readonly Artifact[];
  /** Everything that stays as it is: unchanged, foreign, and environments that were not selected. */
  readonly kept: readonly string[];
}

export interface Output {
  /** Absolute path of the output directory. */
  readonly directory: string;
  /** As it is printed: `out`. */
  readonly name: string;
}

/** Left by a compile that was killed between the two renames of a swap. */
const retired = (output: Output): string => `${output.directory}.old`;
const fresh = (output: Output): string => `${output.directory}.new`;

/** Undoes what a killed compile left: after it the old tree stands whole, or the new one does. */
export function recoverOutput(output: Output): void {
  rmSync(fresh(output), { recursive: true, force: true });
  // A branch may contain a link of that name: `checkOutputDirectory` has refused it.
  if (lstatSync(retired(output), { throwIfNoEntry: false })?.isDirectory() !== true) return;
  if (existsSync(output.directory)) rmSync(retired(output), { recursive: true, force: true });
  else renameSync(retired(output), output.directory);
}

/**
 * Faults that keep the output directory from being used at all: it, the folders above it up to `root`, and the tree of a
 * killed compile next to it are directories or missing. Checks only, never writes.
 */
export function checkOutputDirectory(root: string, output: Output): readonly Diagnostic[] {
  const names = [output.name, `${output.name}.old`];
  const way = relative(root, output.directory).split(sep);
  for (let at = 1; way[0] !== '..' && at < way.length; at += 1) names.unshift(way.slice(0, at).join('/'));
  for (const name of names) {
    const stat = lstatSync(resolve(root, name), { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory()) continue;
    const kind = stat.isSymbolicLink() ? 'a symbolic link' : 'not a directory';
    return [diagnostic('output/not-a-directory', undefined, `${name} is ${kind}`)];
  }
  return [];
}

/**
 * Compares the artifacts with the files that are there. `environments` is the filter: undefined means all, and then
 * folders of removed environments are removed too.
 */
export function compareOutput(
  output: Output,
  artifacts: readonly Artifact[],
  environments: ReadonlySet<string> | undefined,
  files: OutputFiles = new OutputFiles(output.directory),
): OutputComparison {
  const selected = artifacts.filter((artifact) => environments?.has(artifact.environment) ?? true);
  const wanted = new Map<string, string>(selected.map((artifact) => [artifact.path, artifact.text]));
  const folders = foldersOf(wanted.keys());
  const present = listFiles(output.directory);
  let compiled: ReadonlyMap<string, string> | undefined;
  const added: string[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  const edited: string[] = [];
  const foreign: string[] = [];
  const kept: string[] = [];
  let unchanged = 0;
  for (const { path, isFile } of present) {
    const slash = path.indexOf('/');
    const environment = slash < 0 ? '' : path.slice(0, slash);
    if (environments !== undefined && !environments.has(environment)) {
      kept.push(path);
      continue;
    }
    const text = wanted.get(path);
    if (text === undefined && isTerraformsOwn(path)) {
      kept.push(path);
      continue;
    }
    if (!isFile) {
      // A link where a folder must stand would lead what is written below it elsewhere.
      if (text !== undefined || folders.has(path)) edited.push(path);
      else {
        foreign.push(path);
        kept.push(path);
      }
      continue;
    }
    if (text !== undefined && files.hasText(path, text)) {
      unchanged += 1;
      kept.push(path);
      continue;
    }
    compiled ??= compiledDigests(present, files);
    const digest = compiled.get(path);
    if (artifactPlace(path).area === 'inputs') {
      // It contains the digests of the others and none of itself: it is generated each time.
      if (text === undefined) removed.push(path);
      else changed.push(path);
    } else if (digest === undefined) {
      // It was not compiled. If a file must be at its place, the user has to decide.
      if (text === undefined) {
        foreign.push(path);
        kept.push(path);
      } else edited.push(path);
    } else if (sha256Hex(files.content(path)) !== digest) {
      edited.push(path);
    } else if (text === undefined) {
      removed.push(path);
    } else changed.push(path);
  }
  const there = new Set(present.map(({ path }) => path));
  for (const path of wanted.keys()) if (!there.has(path)) added.push(path);
  return { added, changed, removed, unchanged, edited, foreign, artifacts: selected, kept };
}

/**
 * Writes the whole tree next to the old one and swaps the two: readers see the old tree or the new one. Files that
 * did not change are the same files as before (hard links), so their times and editors' watches stay.
 */
export function writeOutput(output: Output, comparison: OutputComparison): void {
  const isNew = !existsSync(output.directory);
  if (!isNew && isUpToDate(comparison)) return;
  recoverOutput(output);
  const target = fresh(output);
  const made = new Set<string>();
  const prepare = (path: string): string => {
    const full = join(target, path);
    const folder = dirname(full);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    return full;
  };
  mkdirSync(target, { recursive: true });
  const kept = new Set(comparison.kept);
  for (const path of kept) keepFile(join(output.directory, path), prepare(path));
  for (const artifact of comparison.artifacts) {
    if (!kept.has(artifact.path)) writeFileSync(prepare(artifact.path), artifact.text, { flag: 'wx' });
  }
  if (!isNew) renameSync(output.directory, retired(output));
  renameSync(target, output.directory);
  if (!isNew) removeTree(retired(output));
}

export function isUpToDate(comparison: OutputComparison): boolean {
  const { added, changed, removed, edited } = comparison;
  return added.length + changed.length + removed.length + edited.length === 0;
}

/** Diagnostics about files that were not written by InfraFlux. Edited ones are errors unless they are to be discarded. */
export function reportForeignFiles(output: Output, comparison: OutputComparison): readonly Diagnostic[] {
  return [
    ...comparison.edited.map((path) =>
      diagnostic('output/edited-by-hand', undefined, `${output.name}/${path} was modified manually`),
    ),
    ...comparison.foreign.map((path) =>
      diagnostic(
        'output/unknown-file',
        undefined,
        `${output.name}/${path} was not compiled by InfraFlux; it is left unchanged`,
      ),
    ),
  ];
}

/** As `rm -r`. Node's own asks of each directory first whether it is empty, which takes twice as long. */
function removeTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) removeTree(path);
    else unlinkSync(path);
  }
  rmdirSync(directory);
}

function keepFile(from: string, to: string): void {
  if (lstatSync(from).isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    return;
  }
  try {
    linkSync(from, to);
  } catch {
    // Some file systems know no hard links; then the bytes are what counts.
    writeFileSync(to, readFileSync(from), { flag: 'wx' });
  }
}

/** Every folder that one of the files lies in. */
function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = dirname(path); folder !== '.' && !folders.has(folder); folder = dirname(folder))
      folders.add(folder);
  }
  return folders;
}

function compiledDigests(present: readonly OutputEntry[], files: OutputFiles): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const { path, isFile } of present) {
    const place = artifactPlace(path);
    if (!isFile || place.area !== 'inputs') continue;
    const inputs = parseInputsFile(files.content(path).toString('utf8'));
    for (const [file, digest] of Object.entries(inputs?.files ?? {}))
      digests.set(`${place.environment}/${file}`, digest);
  }
  return digests;
}
