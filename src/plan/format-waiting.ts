import { formatPlace } from '../identity/cluster-id.ts';
import { count } from '../diagnostics/count.ts';
import { groupBy } from './group-by.ts';
import type { Deferred, Plan } from './plan.ts';
import { safeText } from './safe-text.ts';

/** Secrets that are missing, each with the command that adds it and who reads it. */
export function formatBlocked(plan: Plan): string[] {
  if (plan.blocked.length === 0) return [];
  const width = Math.max(...plan.blocked.map((blocked) => blocked.command.length));
  return [
    `waiting for ${count(plan.blocked.length, 'secret')} (secrets/missing); only what reads them waits:`,
    ...plan.blocked.map((blocked) => {
      const readers =
        blocked.readBy.length > 3
          ? `${blocked.readBy.slice(0, 3).join(', ')} and ${blocked.readBy.length - 3} more`
          : blocked.readBy.join(', ');
      return safeText(`  ${blocked.command.padEnd(width)}  read by ${readers}`);
    }),
  ];
}

/** The embedded repository is for trying things: it lies on this machine alone. */
const withoutRepository =
  'gitops: without gitops.repository no cluster reads what is published; only the bootstrap is installed';

/** How secrets reach the clusters; and which do not, which no cluster would ever say. */
export function formatDelivery(plan: Plan, clusters: number): string[] {
  const { delivery = [] } = plan;
  const brought = groupBy(
    delivery.filter(({ by }) => by.length > 0),
    ({ by }) => by.join(', '),
  );
  const left = groupBy(
    delivery.filter(({ undelivered }) => undelivered.length > 0),
    ({ undelivered }) => undelivered.join(', '),
  );
  const repository = plan.unreadable === true ? [withoutRepository] : [];
  return [
    ...repository,
    ...[...brought].map(([by, entries]) => safeText(`secrets: ${by} brings them to ${where(entries, clusters)}`)),
    ...[...left].map(([names, entries]) =>
      safeText(
        `secrets: nothing brings ${names} to ${where(entries, clusters)} (secrets/not-delivered): what reads them waits`,
      ),
    ),
  ];
}

/** What no key here opens was not verified, and that is said rather than passed over. */
export function notChecked(plan: Plan): string[] {
  if (plan.secrets === undefined || plan.secrets.verified) return [];
  return [`not checked: some of ${count(plan.secrets.count, 'secrets file')}, which no age key on this machine opens`];
}

/** Layers that were not looked at, or must not be gone on with: each reason once, with the clusters that it holds for. */
export function formatDeferred(deferred: readonly Deferred[], clusters: number): string[] {
  const blockedFirst = openOf(deferred).toSorted(
    (a, b) => Number(b.state === 'blocked') - Number(a.state === 'blocked'),
  );
  return [...groupBy(blockedFirst, ({ diagnostic }) => diagnostic.message)].flatMap(([because, entries]) => {
    const [{ state, layer, diagnostic }] = entries as [Deferred];
    const line = safeText(
      `${state}: ${layersOf(entries)} in ${where(entries, clusters)} (${diagnostic.code}), because ${because}`,
    );
    // Of the other layers, the next version knows more, or the cluster has to be there first.
    const isForPeople = state === 'blocked' || layer === 'terraform';
    return isForPeople ? [line, safeText(`  next step: ${diagnostic.help ?? ''}`)] : [line];
  });
}

/** What was not compared, and what must not be applied, for the first line: `blocked: terraform in prod/main`. */
export function heldText({ deferred }: Pick<Plan, 'deferred'>, clusters: number): string {
  const open = openOf(deferred);
  const words = { blocked: 'blocked', deferred: 'not compared' } as const;
  return (['blocked', 'deferred'] as const)
    .flatMap((state) => {
      const layers = groupBy(
        open.filter((entry) => entry.state === state),
        ({ layer }) => layer,
      );
      const places = groupBy([...layers], ([, entries]) => where(entries, clusters));
      const texts = [...places].map(([place, group]) => `${group.map(([layer]) => layer).join(', ')} in ${place}`);
      return texts.length === 0 ? [] : [`${words[state]}: ${texts.join(', ')}`];
    })
    .join('; ');
}

/** Without what was accepted. */
function openOf(deferred: readonly Deferred[]): readonly Deferred[] {
  return deferred.filter(({ accepted }) => accepted === undefined);
}

function layersOf(deferred: readonly Deferred[]): string {
  return [...new Set(deferred.map((entry) => entry.layer))].join(', ');
}

/** Places that something holds for; those of all clusters as a number. */
export function where(entries: readonly Pick<Deferred, 'environment' | 'cluster'>[], clusters: number): string {
  const names = [...new Set(entries.map((entry) => formatPlace(entry.environment, entry.cluster)))];
  if (names.length === clusters && clusters > 1) return `all ${clusters} clusters`;
  return names.length > 4 ? `${names.length} clusters` : names.join(', ');
}
