import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applied, type Lab, names, newLab, settled, workers } from './machine-lab.ts';

/** Facts behind machines that a saved plan is bound to: each is changed alone, and apply does nothing and names it. */

interface Fact {
  readonly change: (lab: Lab) => void;
  readonly back: (lab: Lab) => void;
  readonly message: RegExp;
}

const file = (lab: Lab): string => join(lab.root, 'state/dev/dev.tfstate');

/** Changes the state, and puts the bytes back that were there. */
function editState(edit: (state: Record<string, unknown>) => void): Pick<Fact, 'change' | 'back'> {
  let whole = '';
  return {
    change: (lab) => {
      whole = readFileSync(file(lab), 'utf8');
      const state = JSON.parse(whole) as Record<string, unknown>;
      edit(state);
      writeFileSync(file(lab), JSON.stringify(state));
    },
    back: (lab) => writeFileSync(file(lab), whole),
  };
}

const facts: Readonly<Record<string, Fact>> = {
  serial: {
    ...editState((state) => {
      state['serial'] = (state['serial'] as number) + 1;
    }),
    message: /dev\/dev: the state was at serial \d+, and is at \d+ now/,
  },
  lineage: {
    ...editState((state) => {
      state['lineage'] = '11111111-2222-3333-4444-555555555555';
    }),
    message: /dev\/dev: the state is another: its lineage was /,
  },
  bytes: {
    ...editState((state) => {
      state['outputs'] = { note: { value: 'x', type: 'string' } };
    }),
    message: /dev\/dev: the state was edited: serial \d+ has other content now/,
  },
  cluster: {
    change: ({ fake }) => {
      fake.hypervisor.clusterName = 'another';
    },
    back: ({ fake }) => {
      fake.hypervisor.clusterName = 'lab';
    },
    message: /provider \S+ was cluster lab, and is cluster another now/,
  },
};

test('a plan with machines is refused for each of them, and done when all are as they were', async (context) => {
  const lab = await newLab(context, 'bound');
  await applied(lab);
  lab.write(workers(3));
  const saved = await lab.infraflux('plan', '--save', 'more.plan');
  expect(saved.code, saved.err).toBe(0);
  const nodes = readFileSync(join(lab.root, 'out/dev/terraform/dev/nodes.tf'), 'utf8');
  const writes = lab.fake.writes().length;
  for (const [name, { change, back, message }] of Object.entries(facts)) {
    change(lab);
    const refused = await lab.infraflux('apply', '--yes', 'more.plan');
    expect(refused.code, name).toBe(1);
    expect(refused.err, name).toMatch(message);
    expect(refused.err, name).not.toContain('publish main');
    expect(lab.fake.writes(), name).toHaveLength(writes);
    expect(readFileSync(join(lab.root, 'out/dev/terraform/dev/nodes.tf'), 'utf8'), name).toBe(nodes);
    back(lab);
  }
  await applied(lab, 'more.plan');
  expect(names(lab.fake)).toEqual(['dev-cp-1', 'dev-workers-1', 'dev-workers-2', 'dev-workers-3']);
  await settled(lab);
  // The state and the branch moved by this very plan.
  await applied(lab, 'more.plan');
});

test('a machine that took an id while the question waited stops an apply before it publishes', async (context) => {
  const lab = await newLab(context, 'late-id');
  let lists = 0;
  lab.fake.fault = ({ path, parameters }) => {
    if (path.join('/') !== 'cluster/resources' || parameters.get('type') !== 'vm') return undefined;
    lists += 1;
    // The plan has looked, with Terraform's provider behind it; what is asked next is asked by apply.
    if (lists === 2) lab.fake.hypervisor.adopt('pve2', 2002, { name: 'came-later', memory: '2048' });
    return undefined;
  };
  const refused = await lab.infraflux('apply', '--yes');
  expect(refused.code, refused.err).toBe(1);
  expect(refused.err).toContain('came-later');
  expect(refused.err).not.toContain('publish main');
  expect(names(lab.fake)).toEqual(['came-later']);
});
