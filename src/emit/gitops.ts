import { blueprintOf, isOwn } from '../model/blueprint-of.ts';
import type { Blueprint, Catalog, PodSecurity } from '../blueprints/catalog.ts';
import { type Checked, type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import type { Json } from '../source/tree.ts';
import type { Cluster, Component, Environment, Platform } from '../model/platform.ts';
import { operatorOf } from '../model/secret-operator.ts';
import { applicationsPath, type ArtifactPath, platformPath } from '../identity/artifact-path.ts';
import type { Artifact } from './artifact.ts';
import { fillTemplate } from '../config/template.ts';
import { gitopsEngine, placeIn } from './bootstrap-secrets.ts';
import { copiedFolder, copiedFolders } from './copied-files.ts';
import { earlySecrets } from './render-component.ts';
import { renderYaml } from './templates/render-yaml.ts';

/** Stands where the published repository's address would, while `gitops:` is not written. RFC 2606 keeps it unused. */
export const placeholderRepository = 'https://gitops.invalid/platform.git';

/**
 * What Argo CD watches for one cluster: the root Application, the projects, an Application for each component, and the
 * hand-off to the applications' own repository. Without a GitOps engine on the cluster there is nothing to watch.
 */
export function emitGitops(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
  components: readonly Artifact[],
): Checked<readonly Artifact[]> {
  const engine = cluster.components
    .map((component) => knownBlueprint(catalog, component))
    .find((blueprint) => blueprint.provides.some((declared) => declared.value === gitopsEngine));
  if (engine === undefined) return { value: [], diagnostics: [] };
  const emission = new Emission(platform, environment, cluster, catalog, engine.namespace.name);
  emission.root();
  emission.platformProject();
  for (const component of cluster.components) emission.application(component, components);
  emission.earlySecrets(components);
  emission.handOff();
  return { value: emission.artifacts, diagnostics: emission.diagnostics };
}

/** The files of one cluster while they are being made. */
class Emission {
  readonly artifacts: Artifact[] = [];
  readonly diagnostics: Diagnostic[] = [];
  private readonly repository: string;
  /** Folder in the published repository. */
  private readonly published: string;
  /** Of each namespace, the level that the pods of all its components are allowed at. */
  private readonly levels: ReadonlyMap<string, PodSecurity>;

  constructor(
    private readonly platform: Platform,
    private readonly environment: Environment,
    private readonly cluster: Cluster,
    private readonly catalog: Catalog,
    private readonly engineNamespace: string,
  ) {
    this.repository = platform.gitops?.repository ?? placeholderRepository;
    this.published = platform.gitops?.path ?? 'out';
    this.levels = levelsByNamespace(cluster, catalog);
  }

  root(): void {
    const folders = [this.platformPath('applications')];
    if (this.cluster.applications !== undefined) {
      folders.push(applicationsPath(this.environment.name, this.cluster.name));
    }
    this.render('root.yaml.hbs', this.platformPath('root.yaml'), undefined, {
      name: `${this.platform.name}-root`,
      sources: folders.map((folder) => ({ ...this.gitSource(), path: this.publishedPath(folder) })),
    });
  }

  platformProject(): void {
    const sources = new Set([this.repository]);
    for (const component of this.cluster.components) {
      const repository = knownBlueprint(this.catalog, component).source?.repository;
      if (repository !== undefined) sources.add(repository);
    }
    this.render('project.yaml.hbs', this.platformPath('applications', 'project.yaml'), undefined, {
      name: this.project('platform'),
      description: `Components of ${this.platform.name}, compiled from infraflux.yaml.`,
      sourceRepos: [...sources].sort(),
      // Charts put objects into namespaces beside their own (kube-system, the one for a Gateway's secrets).
      destinations: [{ server: inCluster, namespace: '*' }],
      clusterResources: true,
    });
  }

  application(component: Component, rendered: readonly Artifact[]): void {
    const blueprint = knownBlueprint(this.catalog, component);
    const { name: namespace } = blueprint.namespace;
    const { podSecurity } = placeIn({
      name: namespace,
      podSecurity: this.levels.get(namespace) ?? blueprint.namespace.podSecurity,
    });
    const prune = this.mayPrune(component, blueprint);
    const folder = this.platformPath(component.name);
    const has = (path: string): boolean => rendered.some((artifact) => artifact.path.startsWith(path));
    this.render('application.yaml.hbs', this.platformPath('applications', `${component.name}.yaml`), component.name, {
      component: { name: component.name, wave: String(component.wave), namespace: blueprint.namespace.name },
      project: this.project('platform'),
      cascade: prune,
      sources: this.componentSources(component, blueprint, folder, {
        values: has(`${folder}/values.yaml`),
        manifests: has(`${folder}/manifests/`),
      }),
      sync: {
        prune,
        selfHeal: blueprint.sync.selfHeal,
        options: syncOptions(blueprint, copiedFolders(component, this.catalog).length > 0),
      },
      namespaceLabels: podSecurity !== undefined && { 'pod-security.kubernetes.io/enforce': podSecurity },
      ignoreDifferences:
        blueprint.sync.ignoreDifferences.length > 0 ? (blueprint.sync.ignoreDifferences as Json) : false,
    });
  }

  /**
   * The encrypted objects of what the operator waits for itself, in an Application right behind it: see
   * `SecretOperator.before`. Their namespaces are there by then, because they come with the readers' own Applications.
   */
  earlySecrets(rendered: readonly Artifact[]): void {
    const operator = operatorOf(this.cluster, this.catalog)?.member;
    const component = this.cluster.components.find(({ name }) => name === operator?.name);
    if (operator === undefined || component === undefined) return;
    const folder = this.platformPath(component.name, earlySecrets);
    if (!rendered.some(({ path }) => path.startsWith(`${folder}/`))) return;
    // No component has a dot in its name.
    const name = `${component.name}.${earlySecrets}`;
    this.render('application.yaml.hbs', this.platformPath('applications', `${name}.yaml`), component.name, {
      component: { name, wave: String(component.wave + 1), namespace: operator.blueprint.namespace.name },
      project: this.project('platform'),
      // The pod network is among their consumers: its Secret is only deleted manually.
      cascade: false,
      sources: [{ ...this.gitSource(), path: this.publishedPath(folder) }],
      sync: { prune: false, selfHeal: true, options: ['ServerSideApply=true'] },
      namespaceLabels: false,
      ignoreDifferences: false,
    });
  }

  handOff(): void {
    const applications = this.cluster.applications;
    if (applications === undefined) return;
    const names = { platform: this.platform.name, environment: this.environment.name, cluster: this.cluster.name };
    const lastWave = Math.max(0, ...this.cluster.components.map((component) => component.wave));
    const folder = (file: string): ArtifactPath => applicationsPath(this.environment.name, this.cluster.name, file);
    this.render('project.yaml.hbs', folder('project.yaml'), undefined, {
      name: this.project('applications'),
      description: `Applications on ${this.platform.name}, from a repository of their own.`,
      sourceRepos: [applications.repository],
      destinations: [{ server: inCluster, namespace: '*' }],
      clusterResources: false,
    });
    this.render('applications.yaml.hbs', folder('application.yaml'), undefined, {
      name: this.project('applications'),
      project: this.project('applications'),
      wave: String(lastWave + 1),
      source: {
        repository: applications.repository,
        revision: applications.revision,
        path: fillTemplate(applications.path, names),
      },
    });
  }

  /** A folder of the user's that has definitions, namespaces or volume claims is not pruned, unless that was asked for. */
  private mayPrune(component: Component, { copies, sync }: Blueprint): boolean {
    if (copies === undefined || component.options['prune'] !== undefined) return sync.prune;
    return copiedFolder(this.platform.files, copies, this.catalog).value?.keepsData === false;
  }

  private componentSources(
    component: Component,
    blueprint: Blueprint,
    folder: ArtifactPath,
    has: { readonly values: boolean; readonly manifests: boolean },
  ): Json {
    const sources: Json[] = [];
    const { source } = blueprint;
    if (source?.kind === 'helm') {
      const version = component.version ?? (isOwn(blueprint) ? source.version : undefined);
      invariant(version !== undefined, `${component.name} has a chart and no version`);
      sources.push({
        repoURL: source.repository,
        chart: source.chart,
        targetRevision: version,
        helm: {
          releaseName: blueprint.release,
          ...(has.values ? { valueFiles: [`$values/${this.publishedPath(folder)}/values.yaml`] } : {}),
        },
      });
    }
    if (source?.kind === 'git') {
      sources.push({
        repoURL: source.repository,
        targetRevision: component.version ?? source.revision,
        path: source.path,
      });
    }
    const needsReference = source?.kind === 'helm' && has.values;
    if (needsReference || has.manifests) {
      sources.push({
        ...this.gitSource(),
        ...(needsReference ? { ref: 'values' } : {}),
        ...(has.manifests ? { path: `${this.publishedPath(folder)}/manifests` } : {}),
      });
    }
    for (const copied of copiedFolders(component, this.catalog)) {
      const { isKustomization, files } = copiedFolder(this.platform.files, copied.folder, this.catalog).value ?? {};
      const recurses = isKustomization === false && files?.some(({ name }) => name.includes('/')) === true;
      sources.push({
        ...this.gitSource(),
        path: `${this.publishedPath(folder)}/${copied.area}`,
        ...(recurses ? { directory: { recurse: true } } : {}),
      });
    }
    return sources;
  }

  private render(template: string, path: ArtifactPath, subject: string | undefined, view: Record<string, Json>): void {
    const file = this.catalog.files.get(`blueprints/gitops/${template}`);
    invariant(file !== undefined, `the catalog lacks blueprints/gitops/${template}`);
    const result = renderYaml(file, {
      platform: { name: this.platform.name },
      engineNamespace: this.engineNamespace,
      ...view,
    });
    this.diagnostics.push(...result.diagnostics);
    if (result.value === undefined) return;
    this.artifacts.push({
      path,
      text: result.value.text(),
      layer: 'gitops',
      environment: this.environment.name,
      cluster: this.cluster.name,
      subject,
      template: file.path,
    });
  }

  private gitSource(): { readonly repoURL: string; readonly targetRevision: string } {
    return { repoURL: this.repository, targetRevision: this.environment.branch };
  }

  private project(name: string): string {
    return `${this.platform.name}-${name}`;
  }

  private platformPath(...rest: readonly string[]): ArtifactPath {
    return platformPath(this.environment.name, this.cluster.name, ...rest);
  }

  private publishedPath(path: ArtifactPath): string {
    return this.published === '.' ? path : `${this.published}/${path}`;
  }
}

const inCluster = 'https://kubernetes.default.svc';

/** What every Application asks for: see docs/components.md for the reasons. */
function syncOptions(blueprint: Blueprint, hasCopies: boolean): readonly string[] {
  const options = ['CreateNamespace=true', 'ServerSideApply=true', 'PruneLast=true'];
  if (blueprint.sync.ignoreDifferences.length > 0) options.push('RespectIgnoreDifferences=true');
  // A user's folder may have objects of a kind that comes with the same component.
  const more = hasCopies ? ['SkipDryRunOnMissingResource=true', ...blueprint.sync.options] : blueprint.sync.options;
  return [...new Set([...options, ...more])];
}

function knownBlueprint(catalog: Catalog, component: Component): Blueprint {
  const blueprint = blueprintOf(component, catalog);
  invariant(blueprint !== undefined, `no blueprint for ${component.name}`);
  return blueprint;
}

function levelsByNamespace(cluster: Cluster, catalog: Catalog): ReadonlyMap<string, PodSecurity> {
  const levels = new Map<string, PodSecurity>();
  const permits = (level: PodSecurity): number => ['restricted', 'baseline', 'privileged'].indexOf(level);
  for (const component of cluster.components) {
    const { name, podSecurity } = knownBlueprint(catalog, component).namespace;
    const known = levels.get(name);
    if (known === undefined || permits(podSecurity) > permits(known)) levels.set(name, podSecurity);
  }
  return levels;
}
