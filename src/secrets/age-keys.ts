import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatTime } from '../diagnostics/format-time.ts';
import { type Identity, identityOf, makeIdentity } from './sops-age.ts';
import { spanOf } from './sops-open.ts';
import { restrictMode, writePrivate } from './write-private.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Keys {
  readonly identities: readonly Identity[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The user's age keys, from where sops takes them (sops@v3.13.2:age/keysource.go): SOPS_AGE_KEY, SOPS_AGE_KEY_FILE and
 * sops/age/keys.txt in the configuration directory. Not SOPS_AGE_KEY_CMD: a variable must not start a program.
 */
export async function findKeys(env: Environment): Promise<Keys> {
  const identities: Identity[] = [];
  const diagnostics: Diagnostic[] = [];
  const take = async (where: string, text: string): Promise<void> => {
    for (const [index, line] of text.split('\n').entries()) {
      const word = line.trim();
      if (word === '' || word.startsWith('#')) continue;
      try {
        const identity = await identityOf(word);
        if (!identities.some((candidate) => candidate.recipient === identity.recipient)) identities.push(identity);
      } catch {
        diagnostics.push(badFile(where, `line ${index + 1} of ${where} is not an age identity`));
      }
    }
  };
  await take('SOPS_AGE_KEY', (env['SOPS_AGE_KEY'] ?? '').split(/\s+/).join('\n'));
  const named = env['SOPS_AGE_KEY_FILE'] ?? '';
  for (const path of new Set([...(named === '' ? [] : [resolve(named)]), userKeyFile(env)])) {
    try {
      // `secrets init` creates a missing file.
      if (!existsSync(path)) continue;
      const text = readFileSync(path, 'utf8');
      if (restrictMode(path, 0o600)) {
        const message = `${path} was readable by other users; its mode is now 0600`;
        diagnostics.push(diagnostic('secrets/loose-mode', spanOf(path), message));
      }
      await take(path, text);
    } catch (error) {
      diagnostics.push(badFile(path, `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`));
    }
  }
  return { identities, diagnostics };
}

/** Where `secrets init` puts a key: SOPS_AGE_KEY_FILE, else the file that sops reads by itself. */
export function keyFileOf(env: Environment): string {
  const named = env['SOPS_AGE_KEY_FILE'] ?? '';
  return named === '' ? userKeyFile(env) : resolve(named);
}

function userKeyFile(env: Environment): string {
  const home = env['HOME'] ?? homedir();
  const given = env['XDG_CONFIG_HOME'] ?? '';
  const configuration =
    process.platform === 'win32'
      ? (env['AppData'] ?? env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
      : given !== ''
        ? given
        : process.platform === 'darwin'
          ? join(home, 'Library', 'Application Support')
          : join(home, '.config');
  return join(configuration, 'sops', 'age', 'keys.txt');
}

/** Makes a key and keeps it in that file, behind those that are there. The text in the file is what `age-keygen` writes. */
export async function addKey(path: string, now: Date): Promise<Identity> {
  const identity = await makeIdentity();
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const entry = `# created: ${formatTime(now)}\n# public key: ${identity.recipient}\n${identity.reveal()}\n`;
  writePrivate(path, `${before}${gap}${entry}`);
  return identity;
}

/** Whether a path lies in the repository (or directory) that `root` is in, links followed. */
export function isInRepository(path: string, root: string): boolean {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const real =
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && existsSync(path)
      ? realpathSync(path)
      : folder;
  const way = relative(repositoryOf(root), realpathSync(real));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsoluteWay(way);
}

/** Windows: another drive gives an absolute path. */
function isAbsoluteWay(way: string): boolean {
  return /^[A-Za-z]:/.test(way) || way.startsWith(sep);
}

function repositoryOf(root: string): string {
  let folder = realpathSync(root);
  for (;;) {
    if (existsSync(join(folder, '.git'))) return folder;
    const above = dirname(folder);
    if (above === folder) return realpathSync(root);
    folder = above;
  }
}

function badFile(file: string, message: string): Diagnostic {
  return diagnostic('secrets/invalid-key-file', spanOf(file), message);
}
