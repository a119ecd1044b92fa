import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Checked, type Diagnostic, invariant, type Span } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { sha256OfParts } from '../diagnostics/digest.ts';
import { parseFile } from '../source/parse-sources.ts';
import type { SourceTree } from '../source/tree.ts';
import type { Blueprint, BlueprintFile, Capability, Catalog } from './catalog.ts';
import { hasOption, parseOptionsSchema } from './options-schema.ts';
import { overlayFiles } from './overlay-files.ts';
import { parseBlueprint, unreadableBlueprint } from './parse-blueprint.ts';
import * as prepared from '../../schema/blueprint-validators.js';
import capabilitiesSchema from '../../schema/capabilities.schema.json' with { type: 'json' };
import { blueprintSchema } from './blueprint-schema.ts';
import { checkDeclaration, type DeclarationCheck } from './check-declaration.ts';
import { type NeedKinds, talosNeeds } from './talos-needs.ts';

/**
 * The catalog out of the texts of blueprint files, by path (`blueprints/platform/longhorn/blueprint.yaml`): those that
 * come with InfraFlux, and the user's own, which are laid over them file by file. There is always a value: a component
 * whose blueprint has faults is known by name, so that its faults are reported once and not as an unknown component.
 */
export function parseCatalog(
  builtIn: ReadonlyMap<string, string>,
  user: ReadonlyMap<string, string>,
  form: BlueprintForm = builtInForm,
): Checked<Catalog> {
  const parser = new CatalogParser(overlayFiles(builtIn, user), form);
  const capabilities = parser.capabilities(builtIn, user);
  const components = parser.components();
  const sizes = parser.sizes();
  checkComponents(components, capabilities, parser);
  const files = parser.files;
  let digest: string | undefined;
  const value: Catalog = {
    files,
    components,
    capabilities,
    sizes,
    needKinds: form.kinds,
    // Computed on demand: hashing a megabyte costs more than all the rest, and validating does not need it.
    get digest() {
      digest ??= digestOf(files);
      return digest;
    },
  };
  return { value, diagnostics: parser.diagnostics };
}

/** What a blueprint.yaml may hold, and the kinds of needs of Talos among it. */
export interface BlueprintForm extends DeclarationCheck {
  readonly kinds: NeedKinds;
}

const builtInForm: BlueprintForm = { schema: blueprintSchema(), validate: prepared.blueprint, kinds: talosNeeds };
const capabilitiesCheck: DeclarationCheck = { schema: capabilitiesSchema, validate: prepared.capabilities };

const capabilitiesPath = 'blueprints/capabilities.yaml';
const componentFile = /^(blueprints\/platform\/([^/]+))\/(.+)$/;
const knownFile =
  /^(?:blueprint\.yaml|options\.schema\.json|chart-keys\.json|README\.md|values\.yaml\.hbs|secret\.yaml\.hbs|manifests\/[^/]+\.yaml(?:\.hbs)?)$/;

class CatalogParser {
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    readonly files: ReadonlyMap<string, BlueprintFile>,
    private readonly form: BlueprintForm,
  ) {}

  /** A user's own file adds to the built-in one, and so does not take its place. */
  capabilities(...layers: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, Capability> {
    const found = new Map<string, Capability>();
    layers.forEach((texts, layer) => {
      const text = texts.get(capabilitiesPath);
      if (text === undefined) return;
      const source = layer === 0 ? `infraflux:${capabilitiesPath}` : capabilitiesPath;
      const tree = this.parse({ path: capabilitiesPath, source, text });
      if (tree === undefined) return;
      const { value, diagnostics } = checkDeclaration(tree.root, capabilitiesCheck);
      this.diagnostics.push(...diagnostics);
      for (const [key, capability] of Object.entries(value as Readonly<Record<string, Partial<Capability>>>)) {
        const { description = '', exclusive = false, usual } = capability;
        found.set(key, { name: key, description, exclusive, ...(usual === undefined ? {} : { usual }) });
      }
    });
    return sortedByKey(found);
  }

  components(): ReadonlyMap<string, Blueprint> {
    const folders = new Map<string, string>();
    for (const path of this.files.keys()) {
      const match = componentFile.exec(path);
      if (match !== null) folders.set(match[2] as string, match[1] as string);
    }
    const components = new Map<string, Blueprint>();
    for (const [name, folder] of folders) components.set(name, this.component(name, folder));
    return sortedByKey(components);
  }

  private component(name: string, folder: string): Blueprint {
    this.lookAtFiles(name, folder);
    const file = this.files.get(`${folder}/blueprint.yaml`);
    if (file === undefined) {
      const first = [...this.files.values()].find((other) => other.path.startsWith(`${folder}/`));
      invariant(first !== undefined, `${folder} has no files`);
      const span = { file: first.source, start: 0, end: 0 };
      this.diagnostics.push(diagnostic('blueprint/missing-file', span, `${folder} has no blueprint.yaml`));
      return unreadableBlueprint(name, folder, span, this.form.kinds);
    }
    const tree = this.parse(file);
    if (tree === undefined)
      return unreadableBlueprint(name, folder, { file: file.source, start: 0, end: 0 }, this.form.kinds);
    const parsed = parseBlueprint(name, folder, tree, this.form, this.form.kinds);
    this.diagnostics.push(...parsed.diagnostics);
    invariant(parsed.value !== undefined, 'a parsed blueprint.yaml always gives a blueprint');
    this.checkOptions(parsed.value, tree);
    if (parsed.value.secretStores !== undefined && !this.files.has(`${folder}/secret.yaml.hbs`)) {
      const span = tree.root.entries.get('secretStores')?.keySpan;
      this.diagnostics.push(diagnostic('blueprint/missing-file', span, `${folder} has no secret.yaml.hbs`));
    }
    return parsed.value;
  }

  sizes(): ReadonlyMap<string, SourceTree> {
    const sizes = new Map<string, SourceTree>();
    for (const [path, file] of this.files) {
      const name = /^blueprints\/sizes\/([^/]+)\.yaml$/.exec(path)?.[1];
      if (name === undefined) continue;
      const tree = this.parse(file);
      if (tree !== undefined) sizes.set(name, tree);
    }
    return sortedByKey(sizes);
  }

  /** Files of the user's that nothing reads, or that are missing. A test holds the built-in folders to the same. */
  private lookAtFiles(name: string, folder: string): void {
    let own: BlueprintFile | undefined;
    for (const [path, file] of this.files) {
      if (!path.startsWith(`${folder}/`) || file.source.startsWith('infraflux:')) continue;
      own ??= file;
      const inner = path.slice(folder.length + 1);
      if (knownFile.test(inner)) continue;
      const close = closest(inner, [
        'blueprint.yaml',
        'options.schema.json',
        'chart-keys.json',
        'README.md',
        'values.yaml.hbs',
      ]);
      const help = close === undefined ? undefined : `did you mean "${close}"?`;
      const span = { file: file.source, start: 0, end: 0 };
      this.diagnostics.push(diagnostic('blueprint/unused-file', span, `${inner} of ${name} is not used`, { help }));
    }
    if (own === undefined) return;
    for (const needed of ['options.schema.json', 'README.md']) {
      if (this.files.has(`${folder}/${needed}`)) continue;
      const span = { file: this.files.get(`${folder}/blueprint.yaml`)?.source ?? own.source, start: 0, end: 0 };
      this.diagnostics.push(diagnostic('blueprint/incomplete', span, `${name} has no ${needed}`));
    }
  }

  /** Conditions and secrets are keyed by options, which must be there. */
  private checkOptions(blueprint: Blueprint, tree: SourceTree): void {
    const file = this.files.get(`${blueprint.folder}/options.schema.json`);
    const schema = file === undefined ? { value: {}, diagnostics: [] } : parseOptionsSchema(file);
    this.diagnostics.push(...schema.diagnostics);
    if (schema.value === undefined) return;
    const check = (option: string, span: Span): void => {
      const missing = hasOption(schema.value ?? {}, option.split('.'));
      if (missing === undefined) return;
      const close = closest(missing.name, missing.known);
      const help = close === undefined ? undefined : `did you mean "${close}"?`;
      const message = `${blueprint.name} has no option "${option}"`;
      this.diagnostics.push(diagnostic('blueprint/unknown-option', span, message, { help }));
    };
    for (const key of ['when', 'secrets']) {
      const map = tree.root.entries.get(key)?.value;
      if (map?.kind !== 'map') continue;
      for (const entry of map.entries.values()) check(entry.key, entry.keySpan);
    }
    const stores = tree.root.entries.get('secretStores')?.value;
    const option = stores?.kind === 'map' ? stores.entries.get('option')?.value : undefined;
    if (blueprint.secretStores !== undefined && option !== undefined) check(blueprint.secretStores.option, option.span);
  }

  private parse(file: BlueprintFile): SourceTree | undefined {
    const parsed = parseFile({ path: file.source, content: file.text });
    this.diagnostics.push(...parsed.diagnostics);
    return parsed.value;
  }
}

/** What needs all components at once: names of others, and releases that would take over each other's objects. */
function checkComponents(
  components: ReadonlyMap<string, Blueprint>,
  capabilities: ReadonlyMap<string, Capability>,
  parser: CatalogParser,
): void {
  const { diagnostics } = parser;
  const releases = new Map<string, Blueprint>();
  for (const blueprint of components.values()) {
    for (const { value, span } of [...blueprint.provides, ...blueprint.requires, ...blueprint.after]) {
      if (capabilities.has(value)) continue;
      const message = `${blueprint.name} names the capability "${value}", which is not declared`;
      diagnostics.push(
        diagnostic('blueprint/unknown-capability', span, message, { help: meant(value, capabilities.keys()) }),
      );
    }
    for (const { value, span } of blueprint.implies) {
      if (components.has(value)) continue;
      const message = `${blueprint.name} implies "${value}", which has no blueprint`;
      diagnostics.push(
        diagnostic('blueprint/unknown-component', span, message, { help: meant(value, components.keys()) }),
      );
    }
    if (blueprint.source?.kind !== 'helm') continue;
    const id = `${blueprint.namespace.name}/${blueprint.release}`;
    const other = releases.get(id);
    if (other === undefined) {
      releases.set(id, blueprint);
      continue;
    }
    const message = `${blueprint.name} and ${other.name} both use the Helm release ${blueprint.release} in ${blueprint.namespace.name}`;
    const related: { span: Span; message: string }[] = [{ span: other.span, message: other.name }];
    diagnostics.push(diagnostic('blueprint/duplicate-release', blueprint.span, message, { related }));
  }
}

function meant(name: string, candidates: Iterable<string>): string | undefined {
  const close = closest(name, candidates);
  return close === undefined ? undefined : `did you mean "${close}"?`;
}

function digestOf(files: ReadonlyMap<string, BlueprintFile>): string {
  return sha256OfParts([...files.values()].map(({ path, text }) => `${path}\0${text.length}\0${text}\0`));
}

function sortedByKey<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
