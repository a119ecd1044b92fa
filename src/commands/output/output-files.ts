import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../diagnostics/digest.ts';

export interface OutputEntry {
  /** Below the directory, with `/`. */
  readonly path: string;
  /** A regular file: no link, no device. */
  readonly isFile: boolean;
}

/** Every file below the directory, sorted. A link is a file of its own and never followed. */
export function listFiles(directory: string): readonly OutputEntry[] {
  const found: OutputEntry[] = [];
  const walk = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = prefix + entry.name;
      if (entry.isDirectory()) walk(join(folder, entry.name), `${path}/`);
      else found.push({ path, isFile: entry.isFile() });
    }
  };
  if (existsSync(directory)) walk(directory, '');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The files of an output directory as they are at the first look, each read once. */
export class OutputFiles {
  private readonly known = new Map<string, { readonly content: Buffer; text: string | undefined }>();

  constructor(readonly directory: string) {}

  /** Throws when the file cannot be read. */
  content(path: string): Buffer {
    return this.read(path).content;
  }

  /** The file's text; undefined where it is not there, or cannot be read. */
  text(path: string): string | undefined {
    try {
      const file = this.read(path);
      file.text ??= file.content.toString('utf8');
      return file.text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  }

  /** The file's text if it has this digest. */
  textWithDigest(path: string, digest: string): string | undefined {
    try {
      const file = this.read(path);
      if (sha256Hex(file.content) !== digest) return undefined;
      file.text ??= file.content.toString('utf8');
      return file.text;
    } catch (error) {
      // In any case it is not that file; comparing the output gives the details.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  }

  hasText(path: string, text: string): boolean {
    const file = this.read(path);
    // The very text that was read here needs no comparing.
    return file.text === text || file.content.equals(Buffer.from(text, 'utf8'));
  }

  private read(path: string): { readonly content: Buffer; text: string | undefined } {
    let file = this.known.get(path);
    if (file === undefined) {
      file = { content: readFileSync(join(this.directory, path)), text: undefined };
      this.known.set(path, file);
    }
    return file;
  }
}
