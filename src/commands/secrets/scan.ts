import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { gitAt } from '../../observe/git-command.ts';
import { commandRunner } from '../../observe/run-command.ts';
import { scanner } from '../../secrets/scan-text.ts';
import { Secret } from '../../secrets/secret.ts';
import { spanOf } from '../../secrets/sops-open.ts';
import { isToBeEncrypted } from '../../secrets/sops-rules.ts';
import { secretPath } from '../../identity/secret-path.ts';
import { openSecret } from '../../secrets/store.ts';
import { listSecrets } from '../../secrets/secret-files.ts';
import type { ExitCode } from '../terminal/terminal.ts';
import { finish, type SecretsContext } from './context.ts';

const maximumBytes = 8 << 20;

/** Secrets in clear in the repository, in the output directory and in the last commit: by value, and by shape. */
export async function scanSecrets(context: SecretsContext, out: string): Promise<ExitCode> {
  const { root, keys } = context;
  const diagnostics: Diagnostic[] = [...keys.diagnostics];
  const values: { name: string; secret: Secret }[] = [];
  let closed = 0;
  for (const id of listSecrets(root)) {
    const file = secretPath(id);
    const opened = await openSecret(root, id, keys.identities);
    if (opened.value === undefined) {
      closed += 1;
      // Without a key, shapes are still searched for; a broken file is a finding of `check`.
      diagnostics.push(...opened.diagnostics.filter((diagnostic) => diagnostic.code !== 'secrets/no-key'));
      continue;
    }
    const { metadata } = opened.value;
    for (const [leaf, value] of opened.value.values) {
      if (value.type === 'str' && isToBeEncrypted(leaf.path, metadata.rules))
        values.push({ name: `${leaf.shown} in ${file}`, secret: new Secret(value.text) });
    }
  }
  const scan = scanner(values);
  const files = await repositoryFiles(context, out);
  let scanned = 0;
  for (const file of files) {
    const text = readText(join(root, file));
    if (text === undefined) continue;
    scanned += 1;
    const found = scan(text, isPublished(file, out));
    for (const { line, what } of found) diagnostics.push(finding(file, `${file}:${line}`, what));
  }
  const commit = await committedTexts(context);
  for (const { file, text } of commit.texts) {
    scanned += 1;
    for (const { line, what } of scan(text))
      diagnostics.push(finding(file, `${file}:${line} of the last commit (${commit.name})`, what));
  }
  const shapesOnly =
    closed === 0
      ? ''
      : ` ${closed} of the secrets files could not be decrypted here, so their values were not searched for.`;
  const words = `${scanned} files searched for ${values.length} values and for patterns of secrets: ${hasErrors(diagnostics) ? 'see above' : 'no plain text secret found'}.${shapesOnly}\n`;
  return finish(context, diagnostics, { scanned, values: values.length, closed }, words);
}

/** Compiled files, and what they are compiled from: a name of a value says something there. */
function isPublished(file: string, out: string): boolean {
  return ['environments', 'blueprints', 'secrets', out].includes(file.split('/')[0] ?? '') || file === 'infraflux.yaml';
}

/** Files that git has or would take, and everything below the output directory. Without git, all files. */
async function repositoryFiles({ root, terminal }: SecretsContext, out: string): Promise<readonly string[]> {
  const listed = await gitAt(
    commandRunner(terminal),
    root,
  )(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const found = new Set<string>();
  if (listed.code === 0) for (const name of listed.stdout.split('\0')) if (name !== '') found.add(name);
  for (const name of listed.code === 0 ? below(root, out) : below(root, '')) found.add(name);
  return [...found].sort();
}

interface Committed {
  readonly name: string;
  readonly texts: readonly { readonly file: string; readonly text: string }[];
}

/** Contents of the last commit that the working copy does not have: files that changed or were removed since, and lines that it removed. */
async function committedTexts(context: SecretsContext): Promise<Committed> {
  const inRoot = gitAt(commandRunner(context.terminal), context.root);
  const git = (...args: string[]) => inRoot(args);
  const head = await git('rev-parse', '--short', '--verify', 'HEAD');
  if (head.code !== 0) return { name: '', texts: [] };
  const texts: { file: string; text: string }[] = [];
  const changed = await git('diff', '--name-only', '--relative', '-z', 'HEAD');
  for (const file of changed.stdout.split('\0').filter((name) => name !== '')) {
    const blob = await git('show', `HEAD:./${file}`);
    if (blob.code === 0 && blob.bytes.length <= maximumBytes) texts.push({ file, text: blob.stdout });
  }
  const patch = await git('show', '--format=', '--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', 'HEAD');
  if (patch.code === 0 && patch.bytes.length <= maximumBytes) {
    const removed = patch.stdout.split('\n').filter((line) => line.startsWith('-') && !line.startsWith('---'));
    texts.push({ file: 'removed lines', text: removed.map((line) => line.slice(1)).join('\n') });
  }
  return { name: head.stdout.trim(), texts };
}

function finding(file: string, place: string, what: string): Diagnostic {
  return diagnostic('secrets/leaked', spanOf(file), `${place} contains ${what}`);
}

function readText(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > maximumBytes) return undefined;
  const bytes = readFileSync(path);
  return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
}

const notOurs: ReadonlySet<string> = new Set(['.git', 'node_modules', '.terraform']);

function below(root: string, folder: string): string[] {
  const found: string[] = [];
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !notOurs.has(entry.name)) found.push(...below(root, path));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}
