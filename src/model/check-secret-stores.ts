import { isFaulty, keySpanAt, spanAt } from '../config/read.ts';
import type { Folded } from '../config/folded.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import type { Diagnostic, Fix, Span } from '../diagnostics/diagnostic.ts';
import { remove, replace } from '../diagnostics/fix.ts';
import { setInCluster } from './rules/proposals.ts';
import { type Found, isComplete, keyOf, once } from './check-components.ts';
import { componentSecrets } from './component-secrets.ts';
import { componentSpan } from './components.ts';
import type { Draft, DraftCluster, DraftComponent } from './draft.ts';
import { operatorCapability, provides } from './secret-operator.ts';
import { namesKey, type SecretDelivery, secretDelivery, storeCapability, storesOf } from './secret-stores.ts';

/** Errors of secrets from a store: no component reads it, an unknown store, and secrets that are needed before it is ready. */
export function checkSecretStores(draft: Draft): readonly Diagnostic[] {
  const found: Found[] = [];
  for (const cluster of draft.clusters) {
    const { value, tree } = cluster.config;
    const external = value.secrets?.external;
    if (external?.store === undefined || isFaulty(tree, ['secrets', 'external', 'store'])) continue;
    const delivery = secretDelivery(external, cluster.components, draft.catalog);
    if (delivery === undefined) {
      if (isComplete(draft, cluster)) found.push(nobodyReads(draft, cluster));
      continue;
    }
    found.push(...unknownStore(cluster, delivery), ...unknownKeys(draft, cluster, delivery));
    if (isComplete(draft, cluster)) found.push(...neededBefore(draft, cluster, delivery));
  }
  return once(found);
}

function nobodyReads(draft: Draft, cluster: DraftCluster): Found {
  const span = spanAt(cluster.config.tree, ['secrets', 'external', 'store']);
  return {
    key: `reader ${keyOf(span)}`,
    cluster: cluster.id,
    report: (clusters) =>
      diagnostic(
        'platform/missing-capability',
        span,
        `secrets.external needs ${storeCapability}, which no component in ${clusters} provides`,
        {
          help: whoProvides(draft, storeCapability),
          fix:
            providersOf(draft, storeCapability)[0] === undefined
              ? undefined
              : remove(keySpanAt(cluster.config.tree, ['secrets', 'external']), 'secrets.external'),
        },
      ),
  };
}

function unknownStore(cluster: DraftCluster, { reader, store }: SecretDelivery): readonly Found[] {
  const option = reader.blueprint.secretStores?.option;
  const component = cluster.components.find(({ name }) => name === reader.name);
  if (option === undefined || (component?.tree !== undefined && isFaulty(component.tree, [option]))) return [];
  const names = Object.keys(storesOf(reader)).sort();
  if (names.includes(store)) return [];
  const span = spanAt(cluster.config.tree, ['secrets', 'external', 'store']);
  const meant = closest(store, names);
  return [
    {
      key: `store ${reader.name} ${keyOf(span)}`,
      cluster: cluster.id,
      report: (clusters) =>
        diagnostic('platform/unknown-secret-store', span, `unknown store "${store}" of ${reader.name} in ${clusters}`, {
          label: meant === undefined ? undefined : `did you mean "${meant}"?`,
          help: names.length === 0 ? `define it under platform.${reader.name}.${option}` : `known: ${names.join(', ')}`,
          fix: replace(span, meant ?? names[0]),
        }),
    },
  ];
}

/** An entry for each key can only be made where the keys are known. */
function unknownKeys(draft: Draft, cluster: DraftCluster, delivery: SecretDelivery): readonly Found[] {
  if (!namesKey(delivery.path)) return [];
  return cluster.components
    .filter(({ name }) => !delivery.before.has(name))
    .flatMap((component) => {
      const unknown = componentSecrets(component, draft.catalog).filter(({ keys }) => keys.length === 0);
      return unknown.map(({ name }): Found => {
        const span = referenceTo(component.tree, name) ?? componentSpan(component, cluster.components);
        return {
          key: `keys ${name} ${keyOf(span)}`,
          cluster: cluster.id,
          report: () =>
            diagnostic(
              'platform/unknown-secret-keys',
              span,
              `the keys of secret "${name}" that ${component.name} reads are not defined, and store ${delivery.store} has an entry for each key`,
            ),
        };
      });
    });
}

/** The egg and the hen: what opens the store, and what runs before it can be asked, comes out of Git. */
function neededBefore(draft: Draft, cluster: DraftCluster, delivery: SecretDelivery): readonly Found[] {
  if (cluster.components.some((component) => provides(component, operatorCapability))) return [];
  const { reader, store } = delivery;
  return cluster.components
    .filter(({ name }) => delivery.before.has(name))
    .flatMap((component) =>
      componentSecrets(component, draft.catalog).map(({ name }): Found => {
        const span = referenceTo(component.tree, name) ?? componentSpan(component, cluster.components);
        const why =
          component.name === reader.name
            ? 'is the login to the stores, so it cannot come from a store'
            : `is needed before ${reader.name} runs, so it cannot come from ${store}`;
        return {
          key: `before ${name} ${keyOf(span)}`,
          cluster: cluster.id,
          report: (clusters) =>
            diagnostic(
              'platform/secret-before-its-store',
              span,
              `secret "${name}" of ${component.name} ${why}, and no component in ${clusters} decrypts encrypted objects`,
              {
                help: wayOut(draft, component.name === reader.name),
                label: 'needed before any store can be read',
                fix: operatorFix(draft, cluster),
              },
            ),
        };
      }),
    );
}

function operatorFix(draft: Draft, cluster: DraftCluster): Fix | undefined {
  const [operator] = providersOf(draft, operatorCapability);
  return operator === undefined ? undefined : setInCluster(cluster, ['platform', operator], '{}');
}

function wayOut(draft: Draft, isLogin: boolean): string {
  const operators = providersOf(draft, operatorCapability);
  const on =
    operators.length === 0
      ? `enable a component that provides ${operatorCapability}`
      : `enable ${operators.join(' or ')}`;
  return isLogin ? `${on}, or log in without a secret, for example by a ServiceAccount` : on;
}

function whoProvides(draft: Draft, capability: string): string | undefined {
  const names = providersOf(draft, capability);
  return names.length === 0 ? undefined : `${names.join(' or ')} provides ${capability}`;
}

function providersOf(draft: Draft, capability: string): readonly string[] {
  return [...draft.catalog.components.values()]
    .filter((blueprint) => blueprint.provides.some(({ value }) => value === capability))
    .map(({ name }) => name);
}

/** Where a component's options name the secret first. */
function referenceTo(tree: Folded | DraftComponent['tree'], secret: string): Span | undefined {
  if (tree?.kind !== 'map') return undefined;
  const own = tree.entries.get('secret');
  if (own?.kind === 'leaf' && own.value === secret) return own.saying.span;
  for (const inner of tree.entries.values()) {
    const span = referenceTo(inner, secret);
    if (span !== undefined) return span;
  }
  return undefined;
}
