import { subjectOfResource } from '../../plan/terraform/subject.ts';

/** One line of `terraform apply -json` (developer.hashicorp.com/terraform/internals/machine-readable-ui). */
interface Said {
  readonly type?: string;
  readonly hook?: {
    readonly resource?: { readonly addr?: string; readonly resource_type?: string };
    readonly action?: string;
    readonly elapsed_seconds?: number;
  };
}

/** How often a resource that takes long is mentioned again, in seconds. */
const reminder = 60;

/**
 * Turns what Terraform prints while it works into sentences for people: a machine that is made, one that is waited for.
 * Feed it the pieces as they come.
 */
export function terraformProgress(say: (sentence: string) => void): (piece: string) => void {
  let held = '';
  return (piece) => {
    const lines = (held + piece).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      const sentence = sentenceOf(parse(line));
      if (sentence !== undefined) say(sentence);
    }
  };
}

function sentenceOf(said: Said | undefined): string | undefined {
  const { resource, action, elapsed_seconds: seconds = 0 } = said?.hook ?? {};
  if (resource?.addr === undefined) return undefined;
  const { kind, name } = subjectOfResource(resource.addr, resource.resource_type ?? '');
  if (kind === 'bookkeeping' || kind === 'other') return undefined;
  const what = {
    machine: name,
    'kept-disk': name,
    configuration: `configuration of ${name}`,
    etcd: 'etcd',
    image: `image ${name}`,
    schematic: `schematic ${name}`,
    bootstrap: name,
  }[kind];
  if (said?.type === 'apply_complete') return `${what} ${done[action ?? ''] ?? 'done'} (${seconds} s)`;
  if (said?.type === 'apply_progress' && seconds > 0 && seconds % reminder === 0) return `${what}: ${seconds} s so far`;
  return undefined;
}

const done: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'updated',
  delete: 'destroyed',
  replace: 'recreated',
  import: 'imported',
};

function parse(line: string): Said | undefined {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Said) : undefined;
  } catch {
    return undefined;
  }
}
