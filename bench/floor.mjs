// The least that any compiler could take: Node starts, and the very same bytes are written to an empty directory, or read
// from a directory and compared. They come from one packed file, so that nothing is worked out.
//
//   node bench/floor.mjs pack DIRECTORY PACK | write PACK DIRECTORY | compare PACK DIRECTORY
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [mode, from, to] = process.argv.slice(2);
if (mode === 'pack') pack(from, to);
else if (mode === 'write') write(from, to);
else compare(from, to);

function pack(directory, target) {
  const index = [];
  const contents = [];
  const walk = (folder) => {
    for (const entry of readdirSync(join(directory, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else {
        const content = readFileSync(join(directory, path));
        index.push([path, content.length]);
        contents.push(content);
      }
    }
  };
  walk('');
  writeFileSync(`${target}.index`, JSON.stringify(index));
  writeFileSync(target, Buffer.concat(contents));
}

function* packed(source) {
  const bytes = readFileSync(source);
  let offset = 0;
  for (const [path, length] of JSON.parse(readFileSync(`${source}.index`, 'utf8'))) {
    yield [path, bytes.subarray(offset, offset + length)];
    offset += length;
  }
}

function write(source, directory) {
  const made = new Set();
  for (const [path, content] of packed(source)) {
    const full = join(directory, path);
    const folder = dirname(full);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    writeFileSync(full, content);
  }
}

function compare(source, directory) {
  for (const [path, content] of packed(source)) {
    if (!readFileSync(join(directory, path)).equals(content)) throw new Error(`${path} differs`);
  }
}
