import type { BlueprintFile } from './catalog.ts';

/**
 * The user's files laid over the built-in ones, file by file, sorted by path. A component's own blueprint.yaml that says
 * `extends: false` takes the built-in folder away first. The user's capabilities.yaml adds and replaces nothing, so the
 * built-in file stays.
 */
export function overlayFiles(
  builtIn: ReadonlyMap<string, string>,
  user: ReadonlyMap<string, string>,
): ReadonlyMap<string, BlueprintFile> {
  const replaced = [...user]
    .filter(([path, text]) => /^blueprints\/platform\/[^/]+\/blueprint\.yaml$/.test(path) && replacesFolder(text))
    .map(([path]) => path.slice(0, -'blueprint.yaml'.length));
  const files = new Map<string, BlueprintFile>();
  for (const [path, text] of builtIn) {
    if (replaced.some((folder) => path.startsWith(folder))) continue;
    files.set(path, { path, source: `infraflux:${path}`, text });
  }
  for (const [path, text] of user) {
    if (path === 'blueprints/capabilities.yaml' && files.has(path)) continue;
    files.set(path, { path, source: path, text });
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Asked before anything is parsed; the parser reports what else that line may hold. */
function replacesFolder(text: string): boolean {
  return /^(["']?)extends\1[ \t]*:[ \t]*false[ \t]*(?:#.*)?\r?$/m.test(text);
}
